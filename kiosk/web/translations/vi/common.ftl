# Shared by every screen.
app-name = Một Cửa
language-name = Tiếng Việt
language-choice = Ngôn ngữ
skip = Đến phần chính
script-needed = Trang này cần JavaScript. Xin bật JavaScript rồi mở lại.

counter = Quầy { $counter }
counters-or = Quầy { $counters }
or = hoặc
and = và
waiting-people = { $n } người chờ
waiting-none = 0 người chờ
no-wait = Không phải chờ
wait-range = { $low }–{ $high } phút
wait-under = dưới { $high } phút
wait-long = hơn { $hours } giờ
wait-unknown = chưa ước tính được
minutes = { $n } phút
close = Đóng
back = Quay lại
cancel = Thôi

lost-since = Mất kết nối từ { $time }
lost-trying = Đang tự kết nối lại
healed = Đã kết nối lại
connected = Kết nối tốt
updated-at = Cập nhật { $time }

weekday-0 = Chủ Nhật
weekday-1 = Thứ Hai
weekday-2 = Thứ Ba
weekday-3 = Thứ Tư
weekday-4 = Thứ Năm
weekday-5 = Thứ Sáu
weekday-6 = Thứ Bảy
date = { $day }/{ $month }/{ $year }
date-long = { $weekday }, { $day }/{ $month }/{ $year }

opens-today = Mở lại lúc { $time }
opens-tomorrow = Mở lại { $time } ngày mai
opens-later = Mở lại { $time } ngày { $date }
hotline = Đường dây nóng { $number }

index-title = Các màn hình của bộ phận một cửa
index-lead = Chọn màn hình cần mở trên máy này.
index-address = Địa chỉ máy chủ
index-address-hint = Máy khác trong mạng mở địa chỉ này để dùng các màn hình.
index-open = Đang mở cửa
index-closed = Ngoài giờ làm việc
index-counters = { $n } quầy
index-touch = Màn hình chạm
index-touch-hint = Đặt ở cửa: người dân chọn việc và lấy số
index-wall = Bảng gọi số
index-wall-hint = Treo trong phòng chờ: số, quầy, chuông và giọng đọc
index-lane = Lối vào: { $name }
index-lane-hint = Đặt ở cửa vào: mời vào hoặc mời đo lại
index-bench = Bàn thử
index-bench-hint = Khách và thiết bị mô phỏng, phiếu giấy vừa in
index-desk = Bàn cán bộ
index-desk-hint = Đăng nhập, chọn quầy, gọi số bằng một phím
index-admin = Quản trị
index-admin-hint = Ghép ki-ốt với phòng, xem tình trạng thiết bị
index-demo = Bản chạy thử: dữ liệu và thiết bị đều là mô phỏng.
