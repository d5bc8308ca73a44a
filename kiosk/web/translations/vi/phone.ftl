# The visitor's phone.
phone-title = Số { $number }
phone-ahead = { $n ->
    [0] Ông/bà là người tiếp theo
   *[other] Còn { $n } người
}
phone-calling = đang gọi { $number }
phone-at-about = dự kiến, trong khoảng
phone-minutes-left = phút nữa
phone-wait-unknown = Chưa ước tính được giờ đến lượt
phone-go-to = { $counters }
phone-bring = Mang theo
phone-called-title = Đến lượt ông/bà
phone-called = Mời đến quầy { $counter }
phone-called-again = Đã gọi lần { $attempt }
phone-serving = Đang được phục vụ tại quầy { $counter }
phone-on-hold = Tạm dừng: xin quay lại quầy { $counter } khi xong
phone-on-hold-hint = Ông/bà không phải lấy số mới.
phone-done = Đã xong. Cảm ơn ông/bà.
phone-done-hint = Chúc ông/bà một ngày tốt lành.
phone-no-show = Số này đã được gọi mà không có người
phone-no-show-hint = Xin đến bàn hướng dẫn hoặc lấy số mới.
phone-cancelled = Số này đã được trả lại
phone-cancelled-hint = Nếu vẫn cần làm việc, xin lấy số mới tại màn hình chạm.
phone-give-back = Trả lại số
phone-give-back-question = Trả lại số { $number }?
phone-give-back-hint = Số sẽ không được gọi nữa. Muốn làm việc, ông/bà phải lấy số mới.
phone-give-back-yes = Đồng ý trả lại
phone-give-back-no = Giữ số của tôi
phone-give-back-failed = Chưa trả được, xin thử lại.
phone-keep-open = Để trang này mở, trang sẽ tự thay đổi.
phone-remind = Báo khi gần đến lượt
phone-remind-on = Sẽ rung và kêu khi gần đến lượt
phone-near = Sắp đến lượt, xin ở gần quầy
phone-priority = Diện ưu tiên: được gọi sớm hơn
