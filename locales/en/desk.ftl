# The coordinator: what is not done every day.

command-desk = People and schools
about-desk = members, schools, invitations, lists, erasure on request
title-desk = people and schools
desk-screen = People and schools. What to open?
