# Sign-in and the first password.
signin-title = Đăng nhập
signin-lead = Dành cho cán bộ một cửa.
signin-name = Tên đăng nhập
signin-password = Mật khẩu
signin-submit = Đăng nhập
signin-first = Lần đầu: tên quản trị và mật khẩu một lần hiện trong cửa sổ dòng lệnh đã chạy chương trình.
signin-other-screens = Các màn hình khác
password-title = Đổi mật khẩu
password-lead-first = Xin đặt mật khẩu của riêng mình trước khi làm việc. Mật khẩu một lần sẽ không dùng được nữa.
password-lead = Đặt mật khẩu mới cho tài khoản { $name }.
password-old = Mật khẩu hiện tại
password-new = Mật khẩu mới
password-again = Nhập lại mật khẩu mới
password-rule = Ít nhất { $minimum } ký tự. Một câu dễ nhớ, khó đoán là tốt nhất.
password-submit = Lưu mật khẩu mới
