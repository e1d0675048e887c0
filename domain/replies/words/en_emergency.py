"""What frightened people type in English. A false alarm costs a text and a glance; a missed one may cost a life."""

from __future__ import annotations

from domain.replies.phrases import Table

_PERSON = "he|she|they|someone|somebody|ex|husband|wife|boyfriend|girlfriend|guy|guys|man|men|dad|father|stalker|people|intruder"
_LOVED = "me|us|him|her|them|my|someone|somebody|everyone|everybody|people|you|mom|kids|our|myself|himself|herself|a"

EMERGENCY = Table(
    clause="""
        fire|gun|guns|gunshots|shooting|shooter|shots|knife|knives|stabbing|bleeding|suicide|hostage|kidnapped|kidnapping
        robbery|intruder|burglar|hurry|emergency|danger|overdose|unconscious|choking|drowning|hurt|injured|trapped|raped|rape
        a|the|big|huge? fire, an|real|true? emergency, heart attack, stroke, seizure, gas leak, explosion, he|she|they back
        come quick|quickly|fast|now|asap|quick|hurry|please, save me|us, save my, help|hlp|hepl|helpp|hellp me|us|him|her
        he|hes|she|shes|theyre|they here|outside|inside, he found me, he knows where
    """,
    anywhere=f"""
        # pleas
        help|hepl|helpp|hlp|hellp|hepp me|us|him|her, help help, please|pls|plz|plese help|hlp|hepl, help please|pls|plz|now|asap|fast|quick
        need|needs|want|send|get|sending|require|desperate * help|assistance now|asap|fast|quick|immediately|right|urgent|urgently|please|bad|badly
        need|send|get|we * help, hurry, rescue me|us, save me|us, mayday, come * quick|quickly|asap|fast|right|hurry
        call|send|dispatch|get|need|needs|want|dial|phone|alert * police|cops|cop|911|ambulance|medic|paramedics|swat|ems|backup
        need|send|get|dispatch|want|have * officer|officers|deputy|deputies|unit|units|patrol|sheriff * now|here|asap|fast|immediately|quick|please|right
        send * someone|somebody|anybody|anyone|help|units, 911 911? help|now|please|emergency|hurry, someone|somebody help

        # they are back, they are here
        {_PERSON} is|are|has|have|was|s? still|now|right|just|also? back|here|outside|inside|coming
        {_PERSON} came|come|comes|coming|is coming|has come|showed|keeps coming? back|up|over, is|are|hes|shes|theyre|theyr|thyre coming back|for|after|to|in
        hes|shes|theyre|theyr|theres|s|it|is|ex still|now|right|just? back|here|outside|inside, hes|shes|theyre * coming, came back
        hes|shes|theyre|is|are|someone|somebody|he|she|they|man|guy|theres at|by|on|in|inside|outside * my|the|our|her * door|window|house|home|porch|apartment|apt|room|bedroom|yard|backyard|basement|garage|kitchen|bathroom|closet|attic|driveway
        at|outside|in|inside|into my|our|the? front|back? door|window|house|home|porch|apartment|apt|bedroom
        bang|banging|bangs|pounding|kicking|knocking|beating|breaking|smashing|trying|kicked|hitting on|at|in|down|into|through * my|the|our|door|window|in
        break|breaking|brake|braking|get|getting|force|forcing|climbing|coming in|into|inside|down|through * house|home|now|apartment|window|door|my|back|front
        breaking|broke in|down $, home invasion, trying|tryna|tryin to|2? get|break|come|force|kick in|inside|into|through|down|my
        following|chasing|stalking|watching|hunting me|us|her|my, followed|chased me|us|her, being|been|am|im followed|stalked|chased|hunted|watched
        violated|violating|broke|breaking * order, came|showed|shows|show to|at|up my|our|at|here, won|wont|refuses|refusing|will not? to? leave me? $

        # weapons
        gun|guns|pistol|rifle|shotgun|firearm|firearms|handgun|machete|knife|knives|weapon|weapons|armed|gunman|shooter|gunshot|gunshots|gunfire|bomb|grenade
        shots fired|heard|outside, hear|heard * shots|shooting|gun, is|are|someone|hes|shes|theyre|started|active|somebody shooting|shooter
        shooting at|me|us|people|outside, got|been|was|were|is|hes|shes|im|someone|have shot|stabbed, shot|stabbed|stabbing|shooting|stab|shoot {_LOVED}

        # being hurt
        kill|kills|killing|murder|murdering|strangle|strangling|choke|choking|choked|strangled|stab|rape|raping|raped {_LOVED}
        gonna|going|wants|want|tried|trying|threatened|threatening|threatens|will|said to? kill|hurt|shoot|stab|murder|harm|rape|burn|beat|attack
        threatening|threatened|threatens|attacking|attacked|attack|beating|beat|hitting|hit|hits|punching|punched|slapped|kicked|hurting|hurt|grabbed|molested|abusing|abuses|abused|assaulted|assaulting|hurts me|us|her|him|them|mom|my mom|mother|mum|kid|kids|son|daughter|wife|sister|brother|baby|child|children|dad|father|myself
        im|am|is|hes|shes|are|were|theyre|got|badly|bad|really|was|he|she|been|people|someone|being hurt|hurting|injured|stabbed|shot|bleeding|dying|unconscious|raped|choking|attacked|assaulted|wounded|drowning|beaten|abused|kidnapped|trapped|hostage|held
        hurt|injured|bleeding|cut|hurting bad|badly|really|a|so|everywhere|out|from|lot|heavily, blood everywhere, lot|lots|so of|much blood, someone|somebody died|dead
        cant|cannot|not|can|couldnt|unable|hard|trouble|stopped|hardly|isnt|barely|difficulty to|not|hardly|barely? breathe|breath|breathing|breathin|breth|brethe
        heart attack, chest pain|pains|hurts, having|having|had|has a|an|having? stroke|seizure|heart|overdose, overdose|overdosed|overdosing|od|oded|unconscious|unresponsive|passed out|wont|not wake|waking|responding up?
        collapsed, wont|not wake|waking up, dead body, found * dead|body, no pulse

        # fire
        on fire, is|are|house|home|apartment|building|car|kitchen|garage|everything burning|fire|flames|smoking, theres|there * fire|flames|smoke|explosion
        fire in|at|inside|is|next|near|spreading|outside|help|now, smoke|flames|fire everywhere|coming|in|inside, smell * gas|smoke, gas leak

        # held, taken
        wont|not|doesnt let|letting|lets me|us|her|my leave|go|out|kids?, let me out, locked|locks|locking|trapped me|us|her|in|inside, cant get|escape|leave out|away|out
        hostage, kidnapped|kidnapping|kidnap|abducted|abduct, took|taken|take|takes|stole|has|grabbed|taking my|our|the * baby|child|son|daughter|kid|kids|children|grandson|granddaughter|girl|boy $
        child|kid|baby|son|daughter|kids|children|girl|boy|toddler is|are|has|gone|went|been? missing|gone|disappeared, missing child, cant find my * son|daughter|child|baby|kid|kids

        # afraid
        im|am|so|very|too|really|are|were|is|shes|bc|hes|feel scared|terrified|frightened|afraid|unsafe|scard|skared, scared for my|of him|her|them|to|he|and, fear for|my life|safety, scared please|help|hurry
        not|dont|isnt|never|arent|aint feel|feeling? safe, in danger, danger, my life is|in, desperate

        # wants to die
        suicide|suicidal, kill|killing|hurt|hurting|harm|harming|cut|cutting|hang|hanging|shoot|shooting|drown myself|themselves|himself|herself
        end|ending|take|taking|taken my|his|her|own * life, end|ending it all|myself|my|everything $, want|wanna|wants|going|gonna|ready|about|wish|try|trying to|i|was? die|dead|disappear
        dont|do|not|no|never|cant * want|wanna|wants|reason|point to|in? live|living|exist|existing|be|keep|wake here|alive|going|up|anymore|any?
        better off dead|without, cant|cannot|can|not not? go|do|take|live|keep on|this|it|like|anymore|going * anymore|more|longer|this|on, cant go on
        took|take|taking|swallowed|taken|swallow * pills|pill|tylenol|poison|bleach, jump|jumping off|from * bridge|roof|building, no one will miss me, goodbye forever|everyone

        # the word itself
        is|its|a|an|have|having|real|medical|big|serious|life|the|this|family emergency, emergency help|now|please|hurry|at|here|emergency
    """,
)

NOT_EMERGENCY = Table(
    anywhere="""
        # somebody else is back, or back somewhere good
        back in|to|into|at|behind|from custody|jail|prison|court|work|school|normal|bars|rehab|hospital|town|the|his|county
        dog|cat|puppy|bike|car|power|light|lights|water|internet|signal|phone|truck|package|pet|i|we is|are|came|has|was|am? come? home|back|here|outside|inside
        is|are|hes|shes|came|come|got|safe|safely back|home home|safe|safely|sound|with me, back home|safe|safely
        officer|officers|police|cop|cops|deputy|deputies|sheriff|ambulance|detective|they|tow|truck|firefighters|firemen|medics is|are|has|just|finally|already|now * here|arrived|outside|at|there|back|coming|inside thank|thanks|thankyou|now|to|already|taking|talking|helping|and?
        thank|thanks * he|she|they is|are here, is|hes|shes|are|theyre here|back thank|thanks, came|come back negative|clean|tomorrow|later|to|with
        will|ill|can|could|please|should|would|you|if|when|going to? * come|came|be|call|get|text|write back|by
        brought|give|gave|get|call|text|bring|put|send|write|going|go|gave|took * back
        left|delivered|dropped|package|knock|note|ring|parked|camera|flyer|please * at|on|outside * my|the|our * door|house|porch|home

        # not an emergency
        no|not|non|isnt|wasnt|never an|a|really|any|my|it|of|the? emergency|emergencies, not|isnt|wasnt|arent * emergency, non emergency
        emergency contact|contacts|number|line|room|exit|brake|brakes|services|dept|department|lights|vehicle|management|kit, in|only|for|an|if case|of|an? * emergencies
        no|not|nobody|noone|none|isnt|wasnt|werent|arent|without one|of|us|was|is|were|got|been|them|else|anybody|anyone? hurt|injured|injuries|bleeding|shot|stabbed|scared|armed|harmed
        no|any|without|not|any|never|didnt|nor have|had|saw|see|a|any|seen? weapon|weapons|gun|guns|knife|knives|fire
        no|not|dont|without|longer|cant|didnt|never|any need|help|want|needed|call|send|hurry * help|police|rush|officer|911|cops|needed|anymore, no * hurry|rush
        need|needs|want|get|send|have someone|somebody|officer|deputy|an * to take|call|come|pick|tomorrow|sometime|by|later|report
        hurry up with|and, help me|us with|understand|find|get|fill|out|on|by|to understand|find|get|fill|know|figure, helped|helping me|us|him|her, to|for your help
        thank|thanks|appreciate|grateful * help|helping|911|police, need|needs|want|get|can|could|with * help with|on|filling|from my|your|the|insurance|report|case|form
        called|call|told|calling|phoned the? 911|police|cops already|yesterday|before|earlier|last, i|we|already|he|she|have|had|just|wife|husband|neighbor called|phoned * 911|police|cops
        911 call|calls|operator|dispatcher|dispatch|recording|tape|transcript|caller|operators, should i|we call|have
        get|got|have|want|need|the|a|call|what * police|officer|officers report|reports|name|badge|card|number|station|department|record

        # things that only sound dangerous
        gun shop|store|range|show|permit|safe|case|owner|control|law|laws|cabinet|collection|serial|rack|dealer|license|registration|club
        nail|glue|staple|heat|toy|water|bb|nerf|paint|radar|squirt|spray|caulk|massage|grease|cap|airsoft|top|tattoo gun|guns
        stole|stolen|took|missing|taken * gun|guns|pistol|rifle|shotgun|knife|knives, gun|guns|pistol|rifle|shotgun|knife was|were|is|are|got|that stolen|missing|taken
        knife block|set|collection|sharpener, fork|pocket|butter|kitchen|steak knife|knives, shooting|shoot|shot hoops|basketball|fireworks|video|photos|pool|a|range
        fire hydrant|hydrants|station|department|dept|truck|trucks|engine|pit|place|sale|lane|escape|drill|extinguisher|marshal|fighter|fighters|works|crackers|chief|insurance|code|him|her|them|safety|ban|cracker
        set|setting * fireworks, bonfire, campfire, fire was|is put|out, the fire is|was out
        wait|this|waiting|heat|traffic|its|you|youre|noise|music|back|feet|mosquitoes|suspense is|are|was|be|just? killing me|us, kill|killing|killed time|the|battery|two|some
        hit me|us up, beat|beats me $, beat|beats me|us to, attack|attacked|hurt|hurts my|his|their|the|our feelings|business|dog|car|cat|wallet|credit|back
        hit|hitting|beat|shot|stabbed|grabbed|burned|kicked|attacked my|the|our|his|a|her car|truck|fence|mailbox|van|vehicle|house|bumper|purse|bag|bike|parked|tires|tire|wall|garage|phone|bicycle
        im|am|i|be|were afraid|scared so|not|i|it|the|this|we|its|that|of heights|my|spiders|dogs|cant|have|missed?
        die|dying|died of|laughing|from|to|embarrassment|laughter, phone|battery|car|it|engine|is|about|plant|plants is|about|to|gonna|died|going|ready to? die|dead, dead end|battery|phone|tree
        end|ending|ends at|of|by|it|on|up, ending soon, living|live in|at|on|near|next
        suicide prevention|hotline|squad|awareness, bath bomb, photo bomb, kid|kids|son|daughter took|broke|hit|stole|threw
        took|stole|has|have|take|grabbed|taking my|our|the * kids|childs|sons|daughters|babys bike|bikes|phone|stuff|backpack|toys|car|bicycle|seat|toy|scooter|stroller
    """,
)
