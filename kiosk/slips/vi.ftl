# Phrases that stand for the placeholders of slips.
ahead = { $n ->
    [0] Chưa có ai chờ trước
   *[other] Đang chờ trước: { $n } người
}
wait = Khoảng { $span } phút
counters = Quầy { $names }
or = hoặc
hotline = Đường dây nóng { $number }
priority = ƯU TIÊN: { $name }
copy = BẢN IN LẠI lần { $n }
valid = Có giá trị trong ngày. Gọi 3 lần chưa có mặt, xin ông/bà lấy số mới.
time = { $clock } { $day } { $date }
opens = Nhận số lại lúc { $clock } { $day } { $date }
day-1 = Thứ Hai
day-2 = Thứ Ba
day-3 = Thứ Tư
day-4 = Thứ Năm
day-5 = Thứ Sáu
day-6 = Thứ Bảy
day-7 = Chủ Nhật
# Why no number was given, by the refusal's code.
reason-refused = Hiện chưa cấp được số.
reason-line-closed = Lĩnh vực này hiện không nhận số.
reason-line-full = Hôm nay lĩnh vực này đã phát hết số.
reason-hall-closed = Bộ phận đang ngoài giờ làm việc.
reason-urgent-only = Hiện chỉ tiếp nhận việc khẩn cấp.
