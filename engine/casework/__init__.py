"""What happens to one complaint: events folded into a case, the pure judge, and the Desk around it.

Where to look:

- a case is wrong after an event: `evolution`, by the kind of event; `case` holds what is known
- an act is refused, not offered, or makes the wrong event: `acts`
- a date, a reminder, a pause or a duty is wrong: `clocks`
- what follows from the answers is wrong (track, flags, recusal, seats): `derive`, with `facts` and `rulebook`
- what follows from an event is wrong (papers, states, linked cases): `react`
- somebody sees too much or too little: `access`, `desk.reading`
- something was written twice, or not at all: `desk.writing`, `desk.openings`
- another version, an amended calendar, a sheet, the end of retention: `upkeep`, `moving`
- a file that somebody sent: `files`
- what a store must be able to do: `ports`
"""
