# The visitor's phone.
phone-title = Number { $number }
phone-ahead = { $n ->
    [0] You are next
    [one] 1 person before you
   *[other] { $n } people before you
}
phone-calling = now calling { $number }
phone-at-about = expected, about
phone-minutes-left = more minutes
phone-wait-unknown = No estimate of your turn yet
phone-go-to = { $counters }
phone-bring = Please bring
phone-called-title = It is your turn
phone-called = Please go to counter { $counter }
phone-called-again = Called { $attempt } times
phone-serving = You are being served at counter { $counter }
phone-on-hold = On hold: please come back to counter { $counter } when you are ready
phone-on-hold-hint = You do not need a new number.
phone-done = Done. Thank you.
phone-done-hint = We wish you a good day.
phone-no-show = This number was called and nobody came
phone-no-show-hint = Please ask at the information desk or take a new number.
phone-cancelled = This number was given back
phone-cancelled-hint = If you still need us, please take a new number at the touchscreen.
phone-give-back = Give the number back
phone-give-back-question = Give back number { $number }?
phone-give-back-hint = It will not be called any more. To be served you would need a new number.
phone-give-back-yes = Yes, give it back
phone-give-back-no = Keep my number
phone-give-back-failed = That did not work, please try again.
phone-keep-open = Leave this page open; it changes by itself.
phone-remind = Tell me when it is near
phone-remind-on = The phone will buzz and sound when it is near
phone-near = Nearly your turn, please stay close
phone-priority = Priority: called earlier
