"""English words as thumbs type them, and the words they stand for; so the tables need only one way to say a thing."""

from __future__ import annotations

_TABLE = """
    dont dnt = do not
    doesnt = does not
    didnt = did not
    cant cannot = can not
    couldnt = could not
    wont = will not
    wouldnt = would not
    shouldnt = should not
    isnt aint = is not
    arent = are not
    wasnt = was not
    werent = were not
    hasnt = has not
    havent = have not
    im = i am
    ive = i have
    hes = he is
    shes = she is
    theyre theyr thyre = they are
    youre = you are
    youve uve = you have
    someones = someone is
    somebodys = somebody is
    whos = who is
    whats wats = what is
    thats = that is
    theres = there is
    gonna gona = going to
    wanna = want to
    tryna tryin = trying to
    u = you
    r = are
    ur = your
    bc cuz = because
    bf = boyfriend
    gf = girlfriend
    pls plz plez plese pleas = please
    thx thanx ty tks = thanks
    txt tex = text
    txts = texts
    txting texing texin textin = texting
    msg = message
    msgs = messages
    msging = messaging
    hepl helpp hellp hlp hepp = help
    stopp = stop
    nomore = no more
    nobody noone = no one
    breath breth brethe breathing breathin = breathe
    skared scard = scared
    fucking fuckin fucken fkn fing effing freaking freakin frigging damn damned goddamn bloody =
"""
SHORT_FORMS = {
    short: line.split("=")[1].strip() for line in _TABLE.strip().splitlines() for short in line.split("=")[0].split()
}
