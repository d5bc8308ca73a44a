# Printouts in the words of the person who must act.
job-held = Held back, not printed yet.
job-holding = Being taken back from the printer, to be held.
job-dropping = Being given up.
job-moving = On its way to printer { $printer }.
job-uncertain = This printer does not report back. Somebody has to look whether the slip came out.
job-too-late = It waited too long. The number still counts; print it again if the visitor needs it.
job-dropped = Given up.
job-moved = The half-printed slip is made void; a copy comes out of another printer.
job-not-seen = Somebody looked: the slip did not come out. A copy was sent.
job-attempts = It broke off several times. Look at the printer, then print it again.
job-crashed = The device PC failed while printing. Tell the administrator.
job-restarted = The device PC restarted while printing.
job-unknown-printer = The device PC has no such printer. Tell the administrator.
job-bad-message = The device PC cannot read the slip. Tell the administrator.
job-no-agent = Waiting for the device PC to connect again.
job-trouble = Something went wrong while printing. Look at the printer.

print-title = Printers and slips
print-printers = Printers
print-jobs = Slips under way, or not printed today
print-jobs-none = Every slip has been printed.
print-jobs-more = and { $n } more
print-needs = Paper and printers
print-since = since { $time }
print-queue = { $n ->
    [one] 1 slip waits
   *[other] { $n } slips wait
}{ $minutes ->
    [0] {""}
   *[other] , the longest { $minutes } min
}
print-left = About { $n } slips left on the roll
print-fallback = { $printer } prints for it if it fails
print-mute = This printer cannot report back: somebody has to look at each slip.
print-new-roll = New roll put in
print-asked = Did slip { $number } come out?
print-more-asked = { $n } more to be checked
print-came-out = It is out
print-not-out = No, print again
print-sheet = Sheet
print-hold = Hold
print-release = Print it
print-drop = Do not print
print-move = Move to another printer…
print-move-to = Move to { $printer }
print-copy = Print again
print-copy-number = Print again slip number
print-copy-printer = On printer
print-copy-usual = Same printer as before
print-copy-n = copy { $n }
print-state-queued = Waiting
print-state-sending = Printing
print-state-needs-void = Broke off
print-state-body-confirmed = Cutting
print-state-uncertain = Not known
print-state-failed = Not printed
print-state-expired = Not printed
print-state-held = Held
print-done-hold = Slip { $number } is held
print-done-release = Slip { $number } will be printed
print-done-drop = Slip { $number } will not be printed
print-done-move = Slip { $number } goes to { $printer }
print-done-came-out = Noted: slip { $number } came out
print-done-not-out = Printing slip { $number } again
print-done-copy = Printing slip { $number } again
print-done-roll = New roll noted for printer { $printer }
