"""What people mean in English; emergencies have a file of their own."""

from __future__ import annotations

from domain.replies.phrases import Table
from domain.replies.vocabulary import Vocabulary
from domain.replies.words.en_emergency import EMERGENCY, NOT_EMERGENCY

# Who somebody else is told to stop by: then it is not we who should stop.
_SOMEBODY = (
    "him|her|he|hes|she|shes|they|theyre|them|it|guy|man|woman|ex|husband|boyfriend|neighbor|neighbors|kids|people"
)

STOP = Table(
    alone="""
        no more, enough, enough already, quit it, remove, delete, block, out, im|i am done
        go away, shut up, stfu, fuck|piss off, f off, get lost, buzz off, bugger off
        dont|do not text, no text|texts
    """,
    clause="""
        stop it|this|that|these|those|all|everything|already|immediately
        stop it|this already
        stop stop, stop right? now, just stop, i said|want|need|wish you? to? stop, i want this|it|them to stop
        quit it|this, end|quit this|these, revoke it|this
        no more|further of? this|these?
        not|no interested, im|i am not interested
        i? dont|do not want this|these|it|them|any anymore?
        wrong number|person, a|the wrong number|person, this|thats|its is? the|a? wrong number|person
        no texts|messages|updates|alerts|sms|msgs|contact
        remove|delete|block|erase|drop me, lose me
        opt|opting out, i? want|wanna|would like out, count me out
    """,
    anywhere="""
        # stop doing it
        stop|quit|cease|stopp texting|txting|texing|texin|messaging|msging|msg|contacting|calling|emailing|bothering|spamming
        stop|quit|cease harassing|annoying|bugging|pestering|blowing|sending|getting|receiving|notifying|updating|writing
        stop|quit txt|text|txts|msg|message|send|contact|notify|bother|spam me|us|this|my|these|it?

        # stop the things
        stop|end|cancel|halt|kill|disable|quit|discontinue|suspend * messages|message|msgs|texts|text|txts|txt|sms|spam
        stop|end|cancel|halt|disable|discontinue|suspend * alerts|alert|notifications|updates|notices|reminders|subscription
        turn|shut * off * messages|texts|alerts|notifications|updates
        turn|shut * messages|texts|alerts|notifications|updates|these|this|them off

        # do not do it
        dont|do not|never|not|no text|txt|message|msg|contact|bother|spam|write me|us|this|again|anymore|here|no|any|at|my?
        dont|do not|never|not to? ever|you|please? text|txt|message|msg|contact|bother|notify|update me|us
        dont|do not|never|not|stop send|sending me|us|anything|any|more|these|those|this|texts|text|messages|message|no
        no longer send|text|message|contact
        never text|contact|message

        # I do not want it
        dont|do not|doesnt|didnt|dnt|never|not|no * want|wish|need|like|care|ask|asked|sign|longer * texts|text|messages|updates
        dont|do not|didnt|dnt|no * want|wish|need|like|ask|longer * alerts|notifications|msgs|sms|messaged|contacted|texted|notified
        no longer want|wish|need|interested
        dont|do not want|wish to receive|get
        not consent, revoke|withdraw|rescind|cancel my|any|all? consent|permission
        no more|further|additional * texts|text|texting|messages|message|messaging|alerts|updates|notifications|sms|msgs|contact

        # take me off
        take me|us|my|this|the? number|name|phone|cell|email? off|out|from
        get me|us off * list|this|texts|text|these|messages
        remove|delete|erase|drop|unlist|unenroll|scrub me|us|my|this|the number|name|phone|cell|info|contact|from|off
        remove|delete me|us, lose|forget my|this number, off|from your|the|this * list
        leave|let me|us alone|be

        # opt out, unsubscribe, wrong number
        unsubscribe, unsubscribing, unsub me|us|my|this
        opt|opting me|us|my|this? number? out
        you|u|youve|uve|ya|youre|have|got|texting|texted|reached|its|to * wrong number|person|guy|phone|cell $
        not my|his|her|their number anymore, this is a new number
        how do|can|to i|we? unsubscribe|opt
        how do|can|to|could i|we? stop|end|quit|cancel this|these|it|getting $
        can|could i|you|we stop|end|quit this|these|it|getting $
        driving|working|busy|work|sleeping|asleep|thanks|thank|fine stop $, please|pls|plz stop $, stop please|pls|plz $
    """,
)

STOP_SURVEYS = Table(
    clause="no survey|surveys",
    anywhere="""
        stop|quit|cancel|end|cease * survey|surveys|questionnaire|questionnaires
        no|without more|further|additional survey|surveys|questionnaires, no * surveys
        dont|do not|didnt|not|never|no * want|need|wish|like|send|longer * survey|surveys|questionnaire|questionnaires
        dont|do not|not|wont|never * do|doing|take|taking|fill|answer * survey|surveys|questionnaire
        not|dont interested * survey|surveys
    """,
)

NOT_STOP = Table(
    anywhere=f"""
        {_SOMEBODY} to stop|quit|leave|end|cancel|never
        {_SOMEBODY} wont|not|never|cant|doesnt|didnt|dont|wouldnt * stop|quit|leave|text|contact|message
        {_SOMEBODY} will|would|does|did|can|is|has|refuses * not|never|to * stop|quit|leave|text|contact|message
        {_SOMEBODY} needs|has|should|must|can|could to? stop|quit|leave
        make|made|have|let|help {_SOMEBODY} stop|quit|leave
        music|noise|dog|barking|party|car|alarm wont|doesnt|didnt|never|not * stop|quit|end
        wont|will|would|doesnt|does not|never? leave me|us|her|him alone
        wont|will|would|doesnt|does|didnt not|never? stop|quit * texting|calling|messaging|bothering|harassing|contacting
        dont|do|please not|never? * stop|quit|cancel|end sending|texting|messaging|the|my|these|updating|looking
        did|didnt|not|dont|do|never|never|why * mean|want|ask|try to stop|unsubscribe|quit|cancel|opt out?
        was|were|been|got|why * unsubscribed, did|didnt|not|dont unsubscribe
        did you stop, you stopped, have you stopped
        wrong number on|for the|my|this|house|report|plate
        dont|do not|did|didnt have|see|get|got * messages|texts|text|updates
    """,
)

CANCEL = Table(
    clause="""
        cancel|end it|this|that|all|everything|me, never mind|nevermind cancel, just cancel, i|we want|need|wanna to? cancel
        stop and cancel|end, cancel cancel, the? cancelled|canceled|cancellation $
    """,
)

CANCEL_CALL = Table(
    anywhere="""
        cancel|end|close|drop|disregard * call|report|request|case|complaint|police|officer|officers|cops|dispatch|ticket
        cancel * visit|unit|deputy|response|help
        dont|do not|no send|need * officer|police|cops|anyone|anybody|somebody
    """,
)

START = Table(
    alone="resume, subscribe, resubscribe, begin, continue, restart, restart please, rejoin, yes yes",
    clause="""
        start|begin over|again|it|now, unstop it|me, un stop, opt me? back? in, opt in, restart it|me?
        sign|add|put me|us back? up|on|in again|back?, resubscribe me?, subscribe me?, resume updates|texts|messages|texting
        i want|need|would like back in|on
    """,
    anywhere="""
        start|resume|begin|restart|reactivate|renew|reinstate sending|texting|messaging|the|my|me? texts|messages|updates|alerts
        start|resume|begin|restart|continue texting|messaging|notifying|updating me|us
        text|message|notify|update me|us again
        turn * texts|messages|updates|alerts|them|it|notifications back? on, turn * back on
        want|like|need|get|getting|receive * texts|messages|updates|alerts|text * again|back
        resubscribe, opt me|us back? in
        did|didnt|not * mean|want to stop|unsubscribe|opt|quit|cancel
    """,
)

HELP = Table(
    alone="helpp, hlp, hel, what, who, huh, information, more info|information, what this",
    clause="""
        what|whats|wats is|s? this|that about|for|number|text|all?
        who|whos|whose is|s|are? this|that|it|dis|there, who are|r you|u|these? people|guys?, new phone who dis|this
        who|whos is|s|keeps? texting|messaging|contacting|sending|writing me|us|this|these|it?
        what|whose|who number is? this|is this, what is this|the number|message|text|texting? about|for, whats this about
        is this a|the|an? scam|spam|real|legit|legitimate|joke|police|bot|robot|automated|phishing?
        who sent|sends me? this|it|that, how does|do this|it|these|i work|use this|it?, what do i|you do|want|mean
        how did you|u|they get my|this number, where|how did you|u get my|this number, what does this|it|that mean
        who texted|messaged me, why are|r you|u texting|messaging|contacting me, tell me more, instructions, commands
        i|we need|want more? info|information, options, menu
    """,
    anywhere="""
        what|who is this text|message|number|texting|messaging
        i|we need|want|would help|assistance with|on|filling|understanding
        can|could|would|will you|someone|somebody? please? help me|us with|understand|find|get
    """,
)

VOCABULARY = Vocabulary(
    language="en",
    politeness="""
        please, pls, plz, plez, pleas, thanks, thank, thx, ty, you, u, now, ok, okay, oh, hey, hi, hello, yo, sir, maam, madam
        mr, mrs, ms, miss, officer, police, pd, department, sheriff, dept, 911, just, already, asap, immediately, today, no
        sorry, dear, kindly, fucking, fuckin, fucken, fuck, damn, goddamn, shit, hell, bitch, asshole, assholes, bastards, ass
        motherfucker, motherfuckers, jesus, christ, god, omg, wtf, ffs, lol, sent, from, my, iphone, android, guys, folks, people
        so, much, very, and, right, away, caseline, city, again, forever, permanently, the, man, dude, bro, seriously, really
    """,
    stop=STOP,
    stop_surveys=STOP_SURVEYS,
    cancel=CANCEL,
    cancel_call=CANCEL_CALL,
    not_stop=NOT_STOP,
    start=START,
    help=HELP,
    emergency=EMERGENCY,
    not_emergency=NOT_EMERGENCY,
)
