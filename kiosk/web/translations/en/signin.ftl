# Sign-in and the first password.
signin-title = Sign in
signin-lead = For the officers of the one-stop office.
signin-name = Name
signin-password = Password
signin-submit = Sign in
signin-first = First time: the administrator's name and one-time password stand in the terminal that started the program.
signin-other-screens = Other screens
password-title = Change the password
password-lead-first = Please set a password of your own before you begin. The one-time password will not work any more.
password-lead = Set a new password for the account { $name }.
password-old = Present password
password-new = New password
password-again = New password again
password-rule = At least { $minimum } characters. A sentence that is easy to remember and hard to guess is best.
password-submit = Save the new password
