# Phrases that stand for the placeholders of slips.
ahead = { $n ->
    [0] Nobody ahead of you
    [one] 1 person ahead of you
   *[other] { $n } people ahead of you
}
wait = About { $span } minutes
counters = Counter { $names }
or = or
hotline = Hotline { $number }
priority = PRIORITY: { $name }
copy = COPY { $n }
valid = Valid today only. If you miss three calls, please take a new number.
time = { $clock } { $day } { $date }
opens = Numbers again from { $clock } { $day } { $date }
day-1 = Monday
day-2 = Tuesday
day-3 = Wednesday
day-4 = Thursday
day-5 = Friday
day-6 = Saturday
day-7 = Sunday
# Why no number was given, by the refusal's code.
reason-refused = No number can be given now.
reason-line-closed = This line gives no numbers now.
reason-line-full = This line has given all its numbers for today.
reason-hall-closed = The office is closed at this hour.
reason-urgent-only = Only urgent matters are accepted now.
