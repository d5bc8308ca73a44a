# The touchscreen at the door.
touch-question = What do you need today?
touch-hint = Touch a box to take a number
touch-hint-priority = Priority is noted. Touch a box to take a number
touch-closed-title = No numbers just now
touch-closed-hint = Each box says when it opens again
touch-card-closed = Closed for now
touch-card-label = { $name }. { $examples }. { $waiting }. { $wait }
touch-card-closed-label = { $name }. Closed for now. { $opens }
touch-priority = I have priority
touch-priority-chosen = Priority: { $name }
touch-priority-drop = Remove priority
touch-priority-question = Which group are you in?
touch-priority-hint = Priority visitors are called earlier. The officer may ask for a paper at the counter.
touch-priority-none = None of these

touch-large = Large text
touch-large-off = Normal text
touch-low = Lower
touch-low-off = Back up
touch-aloud = Read aloud
touch-aloud-off = Stop reading
touch-aloud-missing = No voice here
touch-help = Call a helper
touch-help-coming = Called, please wait
touch-help-failed = Could not call

touch-taking = Taking your number…
touch-taking-hint = One moment, please
touch-taking-slow = The network is slow. You will get exactly one number.
touch-taking-lost = The server cannot be reached. This screen tries again and never takes a second number.
touch-give-up = Stop

touch-yours = Your number is
touch-go = { $line } · { $counters }
touch-ahead = people before you
touch-ahead-one = person before you
touch-minutes = minutes, estimated
touch-wait-caption = estimated wait
touch-print-queued = Printing your ticket, please take it below
touch-print-printing = Printing your ticket, please take it below
touch-print-printed = Your ticket is printed, please take it below
touch-print-unconfirmed = Please take your ticket below
touch-print-failed = The ticket could not be printed. The number counts
touch-print-late = The ticket has not come out. The number counts
touch-print-expired = The ticket could not be printed. The number counts
touch-print-none = No paper ticket
touch-print-counts = Without a ticket this number counts all the same
touch-print-moved = Your ticket is printing elsewhere: { $place }
touch-print-moved-out = Your ticket was printed elsewhere: { $place }
touch-print-other = please ask a helper
touch-print-moved-counts = Please take it there. Without a ticket this number counts all the same.
touch-print-remember = Please remember or photograph it, or scan the code below. For a paper ticket, ask a helper.
touch-phone = Follow it on your phone
touch-phone-hint = Scan the code to see when your turn is near. Nothing to install.
touch-qr-label = QR code that opens the page of number { $number }
touch-done = Done
touch-done-hint = This screen closes by itself

touch-refused-back = Choose something else
touch-lost-title = This kiosk has lost its connection
touch-lost-hint = Please take a number at the information desk. The kiosk comes back by itself.
touch-idle-title = Are you still there?
touch-idle-hint = Without a touch, the screen goes back to the start for the next visitor.
touch-idle-stay = I need more time
touch-idle-leave = Back to the start

touch-pair-title = This kiosk is not paired yet
touch-pair-hint = An administrator opens Administration, Kiosks, and types this code:
touch-pair-wait = Waiting to be paired. The screen opens by itself.
touch-pair-none = There is no pairing code yet. Please check the connection to the server.

say-start = What do you need today? Touch a box to take a number. { $lines }
say-line = { $name }: { $waiting }.
say-priority = Which priority group are you in? { $groups }
say-result = Your number is { $number }. { $ahead } before you. Estimated wait { $wait }. Please go to { $counters } when you are called.
