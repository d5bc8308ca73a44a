# Shared by every screen.
app-name = Một Cửa
language-name = English
language-choice = Language
skip = Skip to the main part
script-needed = This page needs JavaScript. Please turn it on and open the page again.

counter = Counter { $counter }
counters-or = Counter { $counters }
or = or
and = and
waiting-people = { $n ->
    [one] 1 waiting
   *[other] { $n } waiting
}
waiting-none = 0 waiting
no-wait = No wait
wait-range = { $low }–{ $high } min
wait-under = under { $high } min
wait-long = over { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
wait-unknown = no estimate yet
minutes = { $n } min
close = Close
back = Back
cancel = Never mind

lost-since = Connection lost since { $time }
lost-trying = Reconnecting by itself
healed = Connected again
connected = Connected
updated-at = Updated { $time }

weekday-0 = Sunday
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
date = { $day }/{ $month }/{ $year }
date-long = { $weekday }, { $day }/{ $month }/{ $year }

opens-today = Opens again at { $time }
opens-tomorrow = Opens again tomorrow at { $time }
opens-later = Opens again on { $date } at { $time }
hotline = Hotline { $number }

index-title = Screens of the one-stop office
index-lead = Choose the screen to open on this device.
index-address = Server address
index-address-hint = Other devices on the network open this address to use the screens.
index-open = Open now
index-closed = Outside opening hours
index-counters = { $n ->
    [one] 1 counter
   *[other] { $n } counters
}
index-touch = Touchscreen
index-touch-hint = At the door: visitors choose and take a number
index-wall = Wall
index-wall-hint = In the waiting room: number, counter, chime and voice
index-lane = Entrance: { $name }
index-lane-hint = At the entrance: welcome, or a second look
index-bench = Bench
index-bench-hint = Simulated visitors and devices, tickets just printed
index-desk = Desk
index-desk-hint = Sign in, choose a counter, call with one key
index-admin = Administration
index-admin-hint = Pair kiosks with halls, see how the devices are
index-demo = Demonstration: all data and devices are simulated.
