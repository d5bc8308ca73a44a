# The touchscreen at the door.
touch-question = Ông/bà cần làm việc gì hôm nay?
touch-hint = Chạm vào một ô để lấy số
touch-hint-priority = Đã chọn diện ưu tiên. Chạm vào một ô để lấy số
touch-closed-title = Hiện chưa nhận số
touch-closed-hint = Ông/bà xem giờ mở cửa trong từng ô
touch-card-closed = Tạm nghỉ
touch-card-label = { $name }. { $examples }. { $waiting }. { $wait }
touch-card-closed-label = { $name }. Tạm nghỉ. { $opens }
touch-priority = Tôi thuộc diện ưu tiên
touch-priority-chosen = Ưu tiên: { $name }
touch-priority-drop = Bỏ ưu tiên
touch-priority-question = Ông/bà thuộc diện nào?
touch-priority-hint = Người thuộc diện ưu tiên được gọi sớm hơn. Cán bộ có thể hỏi giấy tờ tại quầy.
touch-priority-none = Không thuộc diện nào

touch-large = Chữ to
touch-large-off = Chữ thường
touch-low = Hạ thấp
touch-low-off = Về như cũ
touch-aloud = Đọc to
touch-aloud-off = Thôi đọc
touch-aloud-missing = Chưa có giọng đọc
touch-help = Gọi người hỗ trợ
touch-help-coming = Đã gọi, xin chờ
touch-help-failed = Chưa gọi được

touch-taking = Đang lấy số…
touch-taking-hint = Xin ông/bà chờ một chút
touch-taking-slow = Mạng đang chậm. Máy vẫn đang lấy đúng một số cho ông/bà.
touch-taking-lost = Mất kết nối với máy chủ. Máy tự thử lại, không lấy thêm số nào.
touch-give-up = Thôi lấy số

touch-yours = Số của ông/bà là
touch-go = { $line } · { $counters }
touch-ahead = người chờ trước
touch-ahead-one = người chờ trước
touch-minutes = phút, dự kiến
touch-wait-caption = chờ dự kiến
touch-print-queued = Đang in phiếu, mời lấy phía dưới
touch-print-printing = Đang in phiếu, mời lấy phía dưới
touch-print-printed = Phiếu đã in, mời lấy phía dưới
touch-print-unconfirmed = Mời lấy phiếu phía dưới
touch-print-failed = Chưa in được phiếu. Số vẫn có giá trị
touch-print-late = Phiếu chưa in ra. Số vẫn có giá trị
touch-print-expired = Chưa in được phiếu. Số vẫn có giá trị
touch-print-none = Không in phiếu giấy
touch-print-counts = Nếu không có phiếu: số này vẫn có giá trị
touch-print-moved = Phiếu đang in ở máy khác: { $place }
touch-print-moved-out = Phiếu đã in ở máy khác: { $place }
touch-print-other = hỏi người hướng dẫn
touch-print-moved-counts = Mời lấy phiếu ở đó. Không có phiếu, số này vẫn có giá trị.
touch-print-remember = Xin nhớ số, hoặc chụp lại, hoặc quét mã bên dưới. Cần phiếu giấy, xin hỏi người hướng dẫn.
touch-phone = Theo dõi trên điện thoại
touch-phone-hint = Quét mã để biết khi nào gần đến lượt, không cần cài đặt gì.
touch-qr-label = Mã QR mở trang theo dõi số { $number }
touch-done = Xong
touch-done-hint = Màn hình sẽ tự đóng

touch-refused-back = Chọn việc khác
touch-lost-title = Máy lấy số đang mất kết nối
touch-lost-hint = Xin ông/bà đến bàn hướng dẫn để lấy số. Máy sẽ tự hoạt động lại.
touch-idle-title = Ông/bà còn ở đây không?
touch-idle-hint = Nếu không chạm vào, màn hình sẽ về đầu cho người sau.
touch-idle-stay = Tôi cần thêm thời gian
touch-idle-leave = Về đầu

touch-pair-title = Ki-ốt này chưa được ghép
touch-pair-hint = Người quản trị mở trang Quản trị, mục Ki-ốt, và nhập mã này:
touch-pair-wait = Đang chờ được ghép. Màn hình sẽ tự mở.
touch-pair-none = Chưa có mã ghép. Xin kiểm tra kết nối với máy chủ.

say-start = Ông bà cần làm việc gì hôm nay? Chạm vào một ô để lấy số. { $lines }
say-line = { $name }: { $waiting }.
say-priority = Ông bà thuộc diện ưu tiên nào? { $groups }
say-result = Số của ông bà là { $number }. Có { $ahead } người chờ trước. Thời gian chờ dự kiến { $wait }. Xin đến { $counters } khi được gọi.
