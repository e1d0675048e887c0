"""What people mean in French, of France, Africa, Haiti and Canada."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable
from domain.replies.vocabulary import ReplyVocabulary

VOCABULARY = ReplyVocabulary(
    language="fr",
    politeness="""
        s, il, vous, te, plait, svp, stp, merci, monsieur, madame, mademoiselle, police, agent, maintenant, bonjour
        bonsoir, salut, ok
        beaucoup, immediatement, tout, suite, de, deja, ca, putain, merde, bordel, connard, connards, sms, desole
        pardon, alors, la, bon
    """,
    stop=PhraseTable(
        alone="""arret, assez, arrete, basta, ta gueule, vos gueules, desinscription, desabonnement, stoppe
        non merci stop""",
        clause="""
            arreter|arretez|arrete|arreté|stopper|stoppez|stoppe|cesser|cessez, arretez arretez
            ca suffit|suffi, ca|en suffit, en? voila assez, c est assez, j en ai assez|marre, il? suffit
            desabonner|desabonnez|desaboner|desabonne|desabonnement, me|moi desabonner|desinscrire
            desabonnez|desinscrivez moi
            desinscrire|desinscription|desinscrivez, retirer|supprimer|effacer|retirez|enlevez|supprimez moi?
            plus rien, mauvais|faux|erreur numero|de numero?, erreur de numero|personne|destinataire
            pas interesse|interessee
            je ne? suis pas interesse|interessee, plus de messages|message|sms|textos|texto|notifications|alertes
            fous|fichez|foutez|fiche moi la? paix|camp, lachez moi
            arretez avec|vos|ces|tout|les|ca messages|sms|textos?
        """,
        anywhere="""
            # arrêtez de m'envoyer: stop sending
            arretez|arreter|arrete|cessez|cesser|cesse|stop|stoppez de|d m|me|nous? envoyer|ecrire|contacter|texter|
                deranger|embeter|harceler
            arretez|arreter|arrete|cessez|cesser|stop|stoppez|annulez|annuler|suspendre * messages|message|sms|textos|
                texto|notifications|alertes
            arretez|arreter|arrete|cessez|cesser|stop de|d m envoyer|ecrire|appeler
            # ne m'envoyez plus: do not send any more
            plus besoin de|d messages|sms|textos|notifications
            merci|veuillez|priere|pouvez|pourriez vous? de|d? arreter|cesser|stopper
            fini|finis|finie|assez|marre|stop * messages|sms|textos|notifications|alertes
            arreter|stopper|stop les|ces|vos messages|sms|textos
            suis|est pas la? bonne|le|bon personne|numero
            ne? plus|pas me|m|nous contacter|envoyer|ecrire|deranger|texter
            ne|n m|me|nous? envoyez|envoie|envoyer|ecrivez|ecris|ecrire|contactez|contacter|contacte|textez|derangez|
                embetez|appelez plus|pas|rien
            m|me envoyez|envoie|ecrivez|ecris|contactez|textez|derangez plus|pas|rien
            ne * plus m|me en? envoyer|ecrire|contacter|deranger
            # je ne veux plus: I do not want any more
            ne? veux|veut|souhaite|desire|voudrais plus|pas * messages|message|sms|textos|texto|notifications|alertes|
                recevoir|contacte|contactee
            ne? veux|veut|souhaite|desire plus|pas recevoir|etre
            plus de|aucun * messages|message|sms|textos|texto|notifications svp|merci|stop
            # laissez-moi tranquille, retirez-moi: leave me alone, take me off
            laissez|laisse|laisser moi|nous tranquille|tranquil|tranquilles|en
            foutez|fous|fichez|fiche|foutre moi|nous la paix
            retirez|enlevez|supprimez|effacez|otez|retire|enleve|rayez|retirer|supprimer moi|mon|mes|ce * numero|liste|
                nom|telephone|coordonnees
            retirez|enlevez|supprimez|effacez|otez|retirer|enlever|supprimer|effacer|rayez mon|moi|ce|me numero|de|
                portable|nom
            vous|tu trompez|trompe|etes|es|avez|as * numero|mauvais, avez|as le? mauvais|faux numero
            me|vous|m desabonner|desinscrire|desabonnez|desinscris, desabonnez|desinscrivez
            comment arreter|stopper|desabonner|annuler|bloquer ces|les|ce|me?
        """,
    ),
    stop_surveys=PhraseTable(
        anywhere="""
            plus|pas|aucun de|d|ce|votre * sondage|sondages|enquete|questionnaire
            arretez|stop|cessez|annulez|arreter * sondage|sondages|questionnaire
            ne? veux|souhaite|envoyez plus|pas * sondage|sondages|questionnaire|questionnaires
        """,
    ),
    not_stop=PhraseTable(
        anywhere="""
            # c'est quelqu'un d'autre: another person should stop
            n|ne arretez|arrete|cessez pas|jamais de|d?
            il|elle|ils|voisin|qui|lui|leur|musique|chien n? arrete|arretent|arreter|arreté|arretez pas?
            dites|demandez|dire|demander lui|leur d|de arreter|cesser, ne|me veut pas|plus|me laisser
            a|t|ont|ete|est|etait|sera|fait|fut arrete|arretee|arretes, s est|arrete|arreter|arretee pas?
            il|elle|ils n|ne|me|m? envoie|ecrit|veut|veulent plus|pas
        """,
    ),
    cancel=PhraseTable(clause="annuler|annulez|annule|annulation|fin|terminer|terminez|termine"),
    cancel_call=PhraseTable(
        anywhere="""
            annuler|annulez|annule * appel|signalement|plainte|police|demande|rapport|intervention|patrouille
            n envoyez personne|pas * police|agent|patrouille
        """,
    ),
    start=PhraseTable(
        alone="""oui, commencer, commencez, demarrer, debut, debuter, reprendre, reprenez, continuer, recommencer
        s abonner, abonner, reabonner""",
        clause="""je veux reprendre|recommencer, me? reabonner|reinscrire, reabonnez|abonnez moi, oui je? veux
        j accepte, reactiver""",
        anywhere="""
            veux|voudrais|souhaite|aimerais * recevoir|avoir * messages|sms|nouveau|textos a|de nouveau|encore?
            envoyez moi * a|de nouveau
        """,
    ),
    help=PhraseTable(
        alone="aide, infos, information, informations, quoi, qui, renseignements, plus d infos|informations",
        clause="""
            c? est? qui ca|la|ce?, qui est ce|la|la?, qui|vous etes|es|est vous|tu|qui?, vous etes qui, t|tu es qui
            qui m|me ecrit|envoie|contacte|texte ca?
            c? est quoi ca|ce|cette|cela|le|ce? numero|message|texto|sms?, qu est ce que c est|cela|ca|c? ca?
            c est une? arnaque|vrai|serieux|spam
            a qui est ce numero, de quoi s agit il, ca veut dire quoi, comment ca marche, qui parle, qu est ce
        """,
        anywhere="pouvez|pourriez vous|tu m aider a|avec|pour, besoin d? aide pour|avec",
    ),
    emergency=PhraseTable(
        clause="""
            au secours|feu, secours|urgence|urgent|incendie|pistolet|fusil|arme|couteau|suicide|danger|otage|vite|sang|
                blesse|blessee
            a l? aide, aide aide, vite vite, feu feu, il|elle|ils est|sont la|ici
        """,
        anywhere="""
            va|vais|veut sauter $, va|vais|veut sauter du|de
            # mots qui suffisent: words that are enough by themselves
            hurle|hurlements|bagarre|bagarres|veines|fumee|agression|enlevement|ensanglante
            crie au|a|de|l, il casse|brise tout
            accident * blesse|blesses, renverse|renversee|renverses par, enfant|fille|fils|bebe perdu|perdue
            # au secours: pleas
            au|o secours|secour, aidez|aide|sauvez|sauve|aider|secourez moi|nous, a l aide
            depechez|depeche vous|toi, au feu
            besoin|veux|faut de|d|l|la|une? aide|secours|police|ambulance|pompiers maintenant|vite|urgent|urgence|tout|
                immediatement
            appelez|appeler|appelle|envoyez|envoyer|faut|vite la|le|les|une|un|des? police|policiers|911|17|ambulance|
                secours|pompiers
            appelez|appeler|appelle|envoyez|envoyer|faut|vite la|le|les|une|un|des? samu|flics|quelqu|aide|patrouille
            venez|viens|venir * vite|urgence|urgent|rapidement|maintenant, vite venez|s|svp|stp|il|aidez
            # il est revenu, il est là: he is back, he is here
            est|sont|c revenu|revenus|revenue|rentre|de|encore retour|la|revenu
            il|elle|ils|ex|mari|homme|un|copain|pere est|sont encore|toujours? la|ici|dehors|dedans|devant|derriere|
                revenu|entre|rentre
            il|elle|ils|ex|mari|homme|un est|sont encore|toujours? chez|dans|a ma|moi|la|mon|notre
            il|elle|ils|ex|mari revient|reviennent|arrive|arrivent|approche
            est|sont|frappe|tape|cogne|defonce|force a|devant|derriere|sur|dans * porte|maison|fenetre|chambre|
                appartement|jardin
            quelqu un est|essaie|essaye|entre|veut|tente, quelqu un chez|dans|a|devant, quelqu un est mort
            homme|voleur|voleurs|inconnu|cambrioleur|type chez|dans ma|moi|la|notre
            essaie|essaye|tente|veut|veulent|essaient de|d? entrer|rentrer|defoncer, defonce|casse|force la|ma porte
            casser|casse|defoncer|defonce|enfoncer|enfonce|fracasser ma|la|notre porte, au voleur
            nous|me|on|se|en braque|braquent|cambriole|cambriolent
            cachee|caches, suis|est cache|cachee|caches dans|sous|sur, me|nous cache
            agression|cambriolage|braquage en|chez
            # armes: weapons
            flingue|flingues|gun|machettes|mitraillette|mitrailleuse|batte
            arme|armes|pistolet|fusil|couteau|couteaux|machette|revolver|kalachnikov|bombe|fusillade|tirs
            coup|coups de feu|couteau
            a|ont|il|qui tire|tires|tirent sur|dessus|feu, il|on|qui tire $, a|ont tire $
            poignarde|poignardee|poignarder
            # frappée, blessé: hurt
            va|veut|vont|essaie|menace|menacee de|d? me|nous|la|le|les? tuer|frapper|egorger|violer|mort|bruler
            tuer|tue|tuera|assassiner|etrangler|etrangle|egorger me|moi|nous|mon|ma|mes
            il|elle me|nous|m|la|le tue|tuera|etrangle|etouffe
            me|nous|m|la|le|l|ai|a|ete|suis frappe|frappee|battu|battue|bat|tape|cogne|agresse|agressee|viole|violee|
                menace|menacee|attaque
            frappe|frappent|bat|tape|cogne|agresse|attaque ma|mon|mes mere|enfant|enfants|fils|fille|soeur|frere|femme|
                bebe|pere|mari
            saigne|saignes|saignement|hemorragie, plein|beaucoup|du|de|perd|perds du? sang
            bouge|reagit|repond|reveille|releve plus|pas, tombe|tombee * bouge|inconscient|inconsciente|releve
            suis|est|es|sont|gravement|quelqu|tres blesse|blessee|blesses|inconscient|inconsciente|evanoui|evanouie|
                mourant
            peux|peut|arrive|arrives|mal|n|ne plus|pas|a|plus|pas a? respirer|respire, respire plus|pas|mal, etouffe
            crise|arret|attaque cardiaque, douleur|mal a|au|dans|thoracique|la poitrine|coeur
            avc|overdose|convulsions|surdose
            # feu: fire
            y|il a le|un feu|incendie, incendie, a pris feu, en feu, brule, flammes, explosion
            odeur|sent|fuite de|le|du? gaz
            # enfermée, enlevé: held, taken
            enferme|enfermee|enfermes|otage|sequestre|sequestree|kidnappe|kidnappee|kidnapping|coincee|piegee
            a|ont pris|enleve|emmene|vole mon|mes|ma|notre|l|les enfant|enfants|bebe|fils|fille
            enfant|bebe|fils|fille a|est|ont disparu|disparue, disparu
            me|m|nous suit|suivent|poursuit|poursuivent|traque
            suis|est suivie|suivi|traquee, laisse|laissent pas|plus partir|sortir
            # peur, suicide: afraid, wants to die
            ai|avons|a tres|trop|si|vraiment|tellement|tres? peur, peur de|pour|il|qu, en|danger danger, danger de
            terrifie|terrifiee
            veux|vais|envie|voudrais|prefere|aimerais de? mourir|crever|disparaitre
            me|se|m suicider|tuer|suicide|pendre, en finir
            suicide|suicider|suicidaire, veux|envie|peux|raison plus|pas|de de? vivre|continuer
            plus envie|force|raison de? vivre|continuer
            mettre fin a, avale|pris|prendre * medicaments|cachets|pilules|comprimes
            # le mot même
            urgence, c est|est tres|vraiment? urgent, urgemment
        """,
    ),
    not_emergency=PhraseTable(
        anywhere="""
            odeur|fumee de cigarette
            pas|aucune|sans|rien|non une|d|l|de|tres|en? urgence|urgent|urgences
            numero|contact|contacts|service|services|salle d|des urgence|urgences
            reunion|seance|rendez|fonds|plan|sortie|exercice|frein|trousse|plombier|conseil vous? d|de urgence|secours
            personne|aucun|pas|ni|jamais n|ne? est|a|ete|etait blesse|blesses|blessee|arme|armes|mort|frappe|tire
            pas|plus|sans|ni|aucun|aucune de|d|besoin|une? feu|arme|armes|aide|peur|danger|police|secours|blesse|
                blesses
            merci de|pour * aide|aider|aide, m avoir aide|aidee, votre|ton|cette aide, besoin d? aide pour|avec
            feu|feux rouge|rouges|vert|verts|orange|tricolore|tricolores|circulation|de|d artifice|artifices|
                circulation|camp?
            feu|feux rouge|rouges|vert|verts|orange|tricolore|tricolores, cessez le feu, pot au feu, couvre feu
            chat|chien|courant|voiture|electricite|internet est|sont deja|bien? revenu|revenue|la|ici|rentre
            police|agent|policier|policiers|agents est|sont|arrive deja|bien? la|ici|arrive|arrives|dehors|devant
            est|retourne|retournee|rentre|revenu en|au|de|a|chez prison|travail|ecole|tribunal
            est arrive|arrivee merci, est la merci
            revenu a|au|en|chez|de la? maison|prison|travail|ecole|normale
            a tire la|le|sur|les porte|rideau|rideaux|chasse|sonnette
            station|caserne|camion|alarme de|des|incendie? pompiers|incendie
            tape|frappe|cogne|percute|embouti ma|la|mon|dans voiture|pare|vehicule|camion, mort de rire
            tue le temps, ca me tue
            a|m|ont vole|voles * arme|fusil|couteau, par coeur
        """,
    ),
)
