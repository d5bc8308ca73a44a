# The officer's desk.
desk-title = Desk
desk-choose = Which counter are you at?
desk-choose-hint = Press the counter's number or choose below.
desk-choose-taken = open
desk-change = Change counter
desk-sign-out = Sign out
desk-open-since = Open · { $time }
desk-closed = The counter is closed
desk-closed-hint = Open it to begin calling.
desk-nobody = Nobody at the counter
desk-nobody-hint = { $n ->
    [0] Nobody is waiting in this counter's lines.
    [one] 1 person is waiting in this counter's lines.
   *[other] { $n } people are waiting in this counter's lines.
}
desk-ticket-issued = Number taken { $time }
desk-ticket-waited = waited { $minutes } min
desk-ticket-called = called { $elapsed } ago
desk-ticket-serving = serving { $elapsed }
desk-ticket-attempt = call { $attempt }
desk-ticket-language = English
desk-state-called = Called, not here yet
desk-state-serving = Being served
desk-bring = To bring: { $papers }
desk-why-priority = Called before { $overtook }: { $group } (head start { $minutes } min)
desk-why-priority-plain = Called before { $overtook }: priority group
desk-why-patience = Called after waiting longer than { $minutes } min
desk-why-wanted = Sent to this counter by name

desk-call = Call the next visitor
desk-call-nobody = Nobody is waiting
desk-open = Open the counter
desk-recall = Call again
desk-begin = Begin
desk-finish = Finish
desk-no-show = No-show
desk-hold = Hold
desk-resume = Resume on hold
desk-transfer = Transfer
desk-close = Close counter
desk-help = Shortcuts
desk-key-space = Space
desk-key-enter = Enter

desk-waiting = Waiting for this counter: { $n }
desk-waiting-none = Nobody is waiting
desk-waiting-more = and { $n } more
desk-late = { $n } min · too long
desk-priority-mark = priority
desk-wanted-mark = for this counter
desk-held = On hold
desk-held-since = since { $time }
desk-devices = Devices that need somebody
desk-helper-call = { $kiosk } called a helper at { $time }
desk-helper-call-kiosk = Kiosk
desk-helper-done = Noted

desk-transfer-title = Transfer { $number } to which line?
desk-transfer-hint = Press the number key. The visitor keeps the time of arrival and does not queue again.
desk-hold-title = Hold { $number } because?
desk-hold-photo = Making copies
desk-hold-form = Filling in a form
desk-hold-pay = Paying a fee
desk-hold-other = Something else
desk-keys-title = Shortcuts of the desk
desk-keys-hint = Everything can be done from the keyboard.
desk-key-help-call = Call the next visitor; whoever is at the counter counts as done
desk-key-help-recall = Call the same number again
desk-key-help-begin = The visitor is here
desk-key-help-finish = Done, leave the counter empty
desk-key-help-no-show = Called and did not come
desk-key-help-hold = Leaves for a while and comes back here
desk-key-help-resume = Bring back the visitor on hold
desk-key-help-transfer = Send to another line
desk-key-help-open = Open or close the counter
desk-key-help-help = Show or hide this list
desk-key-help-escape = Close what is open

desk-hint-answer = Waiting for the answer, one moment
desk-hint-pause = Just called; wait 2 seconds before the next
desk-done-call = Called { $number }
desk-done-call-none = Nobody is waiting
desk-done-recall = Called { $number } again
desk-done-begin = Serving { $number }
desk-done-finish = Finished { $number }
desk-done-no-show = { $number } did not come
desk-done-hold = { $number } is on hold
desk-done-resume = { $number } is back
desk-done-transfer = { $number } was transferred
desk-done-open = The counter is open
desk-done-close = The counter is closed
desk-failed-network = Not sent: the connection is lost. Please try again when it is back.
desk-today = Today: { $served } served · { $minutes } min on average
desk-today-none = Nobody served yet today
desk-today-first = Today: { $served } served
desk-longest = Longest wait: { $minutes } min
desk-lost-keeps = The lists are from before the connection was lost. Go on serving whoever is at the counter.
