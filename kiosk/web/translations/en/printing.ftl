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
