# Erasure on a written request.

command-erasure = Erasure on request
about-erasure = erase the data of somebody who has asked for it in writing
title-erasure = erasure on request

erasure-letters = Whose data are to be erased on a written request? Write the surname or its first letters.
erasure-nobody = Nobody was found. Try the first three letters of the surname.
erasure-again = Find somebody else
erasure-who = Which of them has asked for it?
erasure-what = { $who }
    Name, contacts, year of birth, answers of the self-assessment, everything this person wrote, accounts and the conversation go. Open requests are closed or handed on.
    What stays by law, without the name:
    { $law }
erasure-sure = { $who }
    Really erase? It cannot be undone. Compare name and place of work with the request.
erasure-done = The data are erased. Answer the request in writing: the law gives ten working days.
erasure-oneself = Your own data are not erased this way: open “My data”.
