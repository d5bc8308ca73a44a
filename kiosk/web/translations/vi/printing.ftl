# Printouts in the words of the person who must act.
job-held = Đang giữ lại, chưa in.
job-holding = Đang lấy lại từ máy in để giữ.
job-dropping = Đang bỏ in.
job-moving = Đang chuyển sang máy in { $printer }.
job-uncertain = Máy in này không báo lại. Cần người nhìn xem phiếu đã ra chưa.
job-too-late = Quá thời gian chờ in. Số vẫn có giá trị; in lại nếu người dân cần.
job-dropped = Đã bỏ in.
job-moved = Phần in dở được hủy; bản in lại ra ở máy khác.
job-not-seen = Đã xem: phiếu không ra giấy. Bản in lại đã được gửi.
job-attempts = Hỏng nhiều lần khi đang in. Xem máy in rồi in lại.
job-crashed = Máy giữ thiết bị gặp lỗi khi in. Báo người quản trị.
job-restarted = Máy giữ thiết bị vừa khởi động lại khi đang in.
job-unknown-printer = Máy giữ thiết bị không có máy in này. Báo người quản trị.
job-bad-message = Máy giữ thiết bị không đọc được phiếu. Báo người quản trị.
job-no-agent = Chờ máy giữ thiết bị kết nối lại.
job-trouble = Có trục trặc khi in. Xem máy in.
