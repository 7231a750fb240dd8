# Two records of one person: where they differ a coordinator decides.

joins-meanwhile = The service has two records of you, and they differ: the coordinator will compare them, and until then both accounts work as before and nothing is lost.
    I will tell you what was decided.

joins-label = { $one } and { $two }
joins-compare = This person has shown that both records are theirs. Is it one person?
    First: { $one }
    Second: { $two }
    { $differences }
joins-difference = { $what }: { $one } or { $two }
joins-no-difference = The data do not differ, but the service knows the two records as different people.
joins-what-name = Name
joins-what-birth = Date of birth
joins-what-started = Began to work
joins-what-school = Place of work
joins-what-category = Category
joins-what-phone = Telephone
joins-what-email = E-mail
joins-one-person = One person
joins-two-people = Two people
joins-which = { $what }: which is right?
joins-both-schools = Works at both
joins-held = { $what }: { $value }
joins-sure-one = Join the two records? Sessions, requests, roles and accounts of both become common; they cannot be parted later.
    First: { $one }
    Second: { $two }
    { $holds }
joins-holds-none = The data of both are the same.
joins-sure-two = Leave the records apart? I will tell the person and not ask about them again.
    First: { $one }
    Second: { $two }
joins-done = Done, I will tell the person.
joins-changed = The data have changed meanwhile. Please look once more.
joins-about-you = These records are about you: let another coordinator decide.

joins-waiting = Somebody has shown that two records are theirs, but they differ. Please look whether it is one person.
joins-are-one = The coordinator has compared your records: they are one now, and everything that was in either is in its place.
joins-are-two = The coordinator has compared the records: these are different people, so they stay apart, and all that is yours is in its place. If that is a mistake, call: { $phone }
