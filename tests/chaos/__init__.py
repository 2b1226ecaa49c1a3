"""Publishing under attack: every stage of it is killed, cut off, refused or started twice, and what is on the account
is counted at the server. `make chaos` runs it for every platform; the tests run a few publications of each."""
