"""What people mean in Spanish, as it is spoken in the Americas, with some Spanglish."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable
from domain.replies.vocabulary import ReplyVocabulary

STOP = PhraseTable(
    alone="baja, alto, fuera, termina, no molestar",  # baja: off the list
    clause="""
        alto|pare|para|paren|parar|parenle|parele, alto alto, deten|detener|detenga|detengan|detenerlo|detente
        ya? basta, ya? paren|pare|parenle|parale|parele, ya no mas, no mas|mas, nomas, ya no, ya? estuvo
        quitar|quiteme|borrar|borreme|eliminar|remover|suspender
        no me? moleste|molesten|molestes|molestar mas?, dejar de recibir
        dar|dame|deme|denme|darme|darse de baja, quiero|deseo|como darme|doy de baja, baja
        desuscribir|desuscribirme|desuscribirse|desinscribir|desinscribirme
        cancelar suscripcion|suscripciones|mensajes
        numero|telefono equivocado|incorrecto|erroneo, es|este es? numero|telefono equivocado, se equivoco de numero?
        no me interesa, no estoy interesado|interesada, ya? callense|callate, larguense, suspender mensajes
    """,
    anywhere="""
        # dejen de, paren de: stop doing it
        deje|dejen|dejar|deja|dejenme|dejeme|paren|pare|parar|para|paran de mandar|mandarme|enviar|enviarme|escribir|
            escribirme
        deje|dejen|dejar|deja|dejenme|paren|pare|parar|para de molestar|molestarme|textear|textearme|contactar|
            contactarme
        deje|dejen|dejar|deja|dejenme|paren|pare|parar|para de llamarme|llamar|fastidiar|fregar|chingar|joder
        deje|dejen|dejar|deja|paren|pare de estar? mandando|enviando|escribiendo|molestando|texteando|escribirme|
            mandarme
        pare|paren|parenle|parele|basta|ya con|de los|sus|tantos|esos? mensajes|mensajitos|textos
        no soy esa|ella|el|esta|ese persona|señor|señora, no quiero nada $
        salir|salirme|sacarme de * lista
        # no me manden: do not send me
        no me|nos vuelva|vuelvan a escribir|mandar|contactar|enviar|textear|molestar
        no me|nos sigan|siga|sigas|esten|este mandando|enviando|escribiendo|texteando|molestando
        no me|nos mande|manden|mandes|envie|envien|envies|escriba|escriban|escribas|contacte|contacten
        no me|nos texteen|textee|textees|textien|texten|moleste|molesten|molestes|llame|llamen mas|otra|nunca|aqui?
        no mande|manden|envie|envien|escriba|escriban|texteen|molesten|contacten mas|a|otro|otra|mensajes|textos|nada|
            aqui
        # no quiero: I do not want
        no quiero|deseo|necesito|pedi|quisiera * mensajes|mensaje|mensajitos|textos|texto|sms|notificaciones|alertas|
            avisos|aviso
        no quiero|deseo|necesito * recibir|recibirlos|recibirlo|contacten|escriban|manden|texts
        no mas|mas|nomas * mensajes|mensaje|textos|sms|notificaciones|alertas|avisos|aviso|texts
        stop|parar|paren|pare|detener|detengan|suspender|suspendan|cancelar|cancele|cancelen|canselen|cansela|
            cancela * mensajes|textos|sms|alertas|avisos
        stop|parar|paren|pare|detener|detengan|suspender|suspendan|cancelar|cancelen * notificaciones|suscripcion
        # déjenme en paz, quítenme: leave me alone, take me off
        dejenme|dejeme|dejame|dejenos tranquilo|tranquila|tranquilos|solo|sola
        dejenme|dejeme|dejame|dejenos|deje en paz
        ya? no es el|mi|su? numero|telefono de, no soy el|la dueño|dueña, no quiero saber nada|mas
        quitenme|quiteme|quitame|saquenme|saqueme|sacame|borrenme|borreme|eliminenme|elimineme de
        quiten|quite|borren|borre|eliminen|elimine|saquen|quitar|borrar|eliminar * numero|nombre|telefono|celular
        esta|estan|estas|se equivocado|equivocada|equivocados|equivoco de numero|persona|telefono
        tiene|tienen|tienes * numero|telefono equivocado, darme|denme|deme de baja
        lleguen|llegar|recibir mas mensajes, como * no * mensajes
    """,
)

NOT_STOP = PhraseTable(
    anywhere="""
        # the one who does not stop is another person
        no dejen|deje|paren|pare de buscar|buscarlo|buscarla|mandar|mandarme|avisar|avisarme|investigar
        el|ella|ellos|vecino|vecina|vecinos|musica|perro|perros|digale|diganle no? deje|dejen|pare|paren de
        no me deja|dejan en paz, que me deje|dejen en paz
        no me llego|llegan|han|ha|deja
    """,
)

VOCABULARY = ReplyVocabulary(
    language="es",
    politeness="""
        por, favor, porfavor, porfa, xfavor, xfa, gracias, grasias, senor, senora, senorita, oficial, policia, ya
        ahora, ahorita
        hola, buenos, buenas, dias, tardes, noches, disculpe, perdon, oiga, bueno, pues, muchas, chingado, carajo
        pendejos, mierda
        cabrones, coño, puta, madre, pinche, inmediatamente, asi, mismo, nuevo, de, usted, ustedes, yo, dios, mio
    """,
    stop=STOP,
    stop_surveys=PhraseTable(
        anywhere="""
            no mas|mas|quiero|deseo|me|manden|envien * encuesta|encuestas|cuestionario
            no quiero|deseo|voy * contestar|responder|hacer|llenar * encuesta|encuestas, sin encuestas
            paren|parar|dejen|cancelar|stop|alto * encuesta|encuestas
        """,
        clause="no encuesta|encuestas",
    ),
    cancel=PhraseTable(
        clause="""cancelar|cancela|cancele|cancelen|cancelado|canselar|fin|terminar|termine|cancelarlo|
        cancelalo"""
    ),
    cancel_call=PhraseTable(
        anywhere="""
            cancelar|cancele|cancelen|cancela|canselen * llamada|reporte|denuncia|policia|patrulla|oficial|caso|queja
            no manden|envien|necesito * policia|patrulla|oficial|nadie
        """,
    ),
    not_stop=NOT_STOP,
    start=PhraseTable(
        alone="""si, empezar, comenzar, iniciar, inicio, reanudar, continuar, alta, suscribir, suscribirme, empiece
        empiecen, comience""",
        clause="""
            empezar|comenzar|iniciar de|otra nuevo|vez, reanudar|continuar mensajes, activar mensajes?, reactivar
            darme de alta, si quiero mensajes?, si acepto, acepto
        """,
        anywhere="""
            quiero|deseo * mensajes|textos otra|de vez|nuevo, quiero|deseo volver a recibir
            vuelvan|vuelva a mandarme|enviarme
            mandenme|envienme mensajes otra|de vez|nuevo
        """,
    ),
    help=PhraseTable(
        alone="ayuda, informacion, quien, que, mas informacion",
        clause="""
            de parte de quien, quien es|eres|son|habla|llama usted|ustedes|este|esto?
            quien me? escribe|manda|texteo|textea|mando|mensajea esto?
            que es esto|este|eso numero|mensaje?, de quien es este|el? numero|telefono?, de quien es
            que significa esto?
            que quiere|quieren, es|esto|sera una? estafa|fraude|broma|robot, es esto? real|verdad
            de donde me? escriben
            quienes son|es ustedes?, necesito|quiero mas? informacion, como funciona esto?, con quien hablo
        """,
        anywhere="necesito|quiero ayuda con|para, me puede|pueden|podria ayudar con|a",
    ),
    emergency=PhraseTable(
        clause="""
            auxilio|socorro|urgente|urgencia|emergencia|pistola|arma|armas|cuchillo|incendio|fuego|balazos|balacera|
            disparos|tiroteo|secuestro|rapido|apurense|apurate|peligro|suicidio|sangre|herido|herida, ayuda ayuda
            fuego fuego
        """,
        anywhere="""
            # palabras que bastan: words that are enough by themselves
            gritando|gritos|grita|pelea|peleando|peleandose|venas|humo|atropellaron|atropello|asustada|asustado|
                aterrada|aterrado|escondida|suicidio
            accidente * herido|heridos|herida, agarro|agarraron a golpes|patadas|golpe, este|el mundo adios
            no quiero * estar * mundo
            nina|nino|hijo|hija|bebe esta|se? perdida|perdido|perdio|extraviada|extraviado, muerte
            # ruegos: pleas
            ayudeme|ayudenme|ayudame|ayudenos|ayudennos|ayudanos|auxilio|socorro|salvenme|salveme|salvame|rescatenme|
                mayday
            necesito|necesitamos|quiero|ocupo|mande|manden una? ayuda|auxilio|policia|patrulla|ambulancia|help ya|
                ahora|urgente|rapido
            necesito|necesitamos|ocupo ayuda $, por favor ayuda|help|ayuden, ayuda por favor
            ayuda ya|urgente|rapido|help me|please
            llame|llamen|llama|llamar|hablen|hablenle|marquen|marque a? la|al|el|una? policia|911|ambulancia|patrulla|
                bomberos
            manden|mande|envien|envie|traigan|necesito|mandar a|la|el|una|un|al? la? policia|911|ambulancia|patrulla|
                bomberos|alguien
            manden|mande|envien|envie|traigan ayuda|oficial|oficiales|policias, 911 por|ayuda|rapido|ya
            vengan|venga|ven|vengan|manden|apurense * rapido|pronto|ya|ahora|urgente|ayuda, rapido por favor
            apurense|apurate|apurele
            # volvió, está aquí: he is back, he is here
            ya|el|ella|ex|esposo|marido|novio|hombre|otra|ese|papa|me volvio|volvieron|regreso|regresaron|vino|
                vinieron|llego|entro
            volvio|regreso|vino a|otra|el|mi entrar|vez|ex|esposo|novio
            sigue|siguen aqui|afuera|ahi|adentro|golpeando|en|tocando
            esta|estan|anda|andan aqui|afuera|adentro|dentro|acercandose
            esta|estan * puerta|casa|ventana|cuarto|patio|cochera|apartamento
            hay * alguien|hombre|ladron|ladrones|intruso|tipo, alguien|ladrones|hombre|ladron se|esta|entro|quiere|en
            se metio|metieron|estan|esta metiendo|a, se metio|metieron, entrando a|en|por mi|la|el
            quiere|quieren|trata|tratan|tratando|intenta|intentando|intentan de? entrar|meterse|abrir|tumbar|romper
            tocando|golpeando|pateando|tumbando|rompiendo|rompio|golpea la|mi|el puerta|ventana|porton
            # armas: weapons
            pistola|pistolas|arma|armas|armado|armada|armados|cuchillo|navaja|machete|rifle|escopeta|gun|bomba
            balazo|balazos|balacera|disparo|disparos|dispararon|disparando|disparan|tiroteo|tiros|balas|apunalaron|
                apunalo|apunalado
            # heridos: hurt
            matar|matarme|matarnos|matarla|matarlo|asesinar|asesinarme|ahorcando|ahorcarme|asfixiando, mato a|mi
            me|nos|la|lo mata|mate|maten
            me|nos|le|la quiere|quieren|va|van|intenta|trata a|de? pegar|golpear|lastimar|hacer|violar|quemar|apunalar|
                disparar|ahorcar
            asaltando|robando|asaltaron, me|nos|estan|esta|tiene|tienen amenazada|amenazado|amenazados|acorralada|
                acorralado|encanonado|apuntando
            escondida|escondido|escondidos|escondidas|escondi, se|me cayo|cai * no
            no se|puede mueve|moverse|levantarse|levantar|despierta
            tirando|tumbo|tiro|rompiendo la|mi puerta
            me|nos|le|la|lo|se|esta|estan pegando|pega|pego|pegaron|golpeo|golpea|golpeando|golpearon|ahorco|violo|
                violaron|lastimo
            me|nos|le|la|lo|se|esta|estan lastimando|ataco|atacando|atacaron|abuso|abusando|manoseo|amenaza|amenazo|
                amenazando|amenazaron
            violar|violarme|violaron|violada, pegarme|golpearme|pegando|golpeando a, agrediendo|agredio
            sangrando|sangra|desangrando, mucha|hay|con|de|la sangre
            esta|estoy|estamos|hay|estan|muy|mal herido|herida|heridos|lastimado|lastimada
            inconsciente|inconciente, no puedo|puede|podemos|pueden respirar
            no respira|reacciona|despierta|responde, falta el? aire
            se desmayo|ahoga|desvanecio, ahogando|ahogandose
            infarto|derrame|convulsion|convulsiones|convulsionando|sobredosis, ataque al|cardiaco
            dolor|duele * * pecho, se|esta|estoy|me esta|estoy|va? muriendo|murio, muriendo|muriendome
            # incendio: fire
            incendio|incendiando|llamas|lumbre|fuego, se|esta|estan quema|quemando|incendio|incendia
            huele a gas|humo, fuga de gas, explosion
            # secuestro, hijos: held, taken
            secuestro|secuestraron|secuestrado|secuestrada|rehen|encerrada|encerrado|encerro|atrapada|atrapado
            llevo|llevaron|quito|robaron|robo|falta|perdio|desaparecio a? mi|mis|el|la|al hijo|hija|hijos|bebe|nino|
                nina|ninos
            viene|vienen|anda|andan siguiendo|siguiendome|persiguiendo|siguiendonos|atras|detras
            no me|nos deja|dejan salir|ir, me|nos|esta|estan sigue|siguiendo|siguen|persigue|persiguiendo|acosando|
                siguiendome
            # miedo, suicidio: afraid, wants to die
            tengo|tenemos mucho|tanto? miedo, miedo por|de, asustada|asustado|aterrada|peligro
            quiero|quisiera|quiere|voy|deseo|prefiero|ganas a|de? morir|morirme|matarme|suicidarme|desaparecer|
                morirse, me quiero|voy a? morir|matar
            no quiero|quiere|tiene|vale|hay * vivir|vida, ganas de vivir, no aguanto|puedo mas
            suicidar|suicidarme|suicidarse|suicidio|suicida
            quitarme|quitarse|acabar|terminar con? la|mi|todo vida?, hacerme|hacerse dano, cortarme
            tome|tomo|tragado * pastillas
            # la palabra misma
            es|tengo|una|hay|muy emergencia|urgencia|urgente, emergencia por|ayuda|urgente, urgentemente
        """,
    ),
    not_emergency=PhraseTable(
        anywhere="""
            me|nos|le|estan|han|fueron asaltaron|robaron|robando ayer|anoche|la|mi|el
            no es|fue|era|hay|tengo una|ninguna|nada? emergencia|urgente|urgencia, sin emergencia|heridos|armas
            no urgente
            reunion|junta|sesion|fondo|simulacro|salida|plomero|plan|equipo|luces|freno de emergencia
            sala|numero|linea|contacto|contactos|telefono de emergencia|emergencias
            nadie esta|fue|quedo|salio|resulto? herido|herida|lastimado|lastimada
            no estoy|esta|estan|hubo|hay|somos|tiene|traia|tenia|habia herido|herida|heridos|lastimado|lastimada|
                armado|arma|armas|pistola
            gracias por|a|de su|la|toda|tanta? ayuda|ayudar|ayudarme|ayudarnos, su ayuda
            no necesito|ocupo|necesitamos mas|la|su? ayuda|policia
            volvio|regreso|llego a|al la? carcel|prision|trabajo|escuela|normalidad
            volvio|regreso|vino la|el luz|agua|internet|perro|gato
            perro|perra|gato|gata|luz|agua|carro|internet ya? volvio|regreso|llego|vino|esta
            llego|llegaron|vino|vinieron|regreso|esta|estan aqui? el|la|los|un oficial|policia|patrulla|policias|
                oficiales|ambulancia|grua
            oficial|policia|patrulla|policias|oficiales|grua ya? esta|estan|llego|llegaron|vino aqui|afuera?
            fuego|fuegos artificial|artificiales, pistola de agua|juguete|clavos|silicon, mato de|el tiempo|risa
            me|le|se pego|golpeo|pegaron|golpearon a|al|en|el|mi? mi|el|la? carro|coche|atras|troca|camioneta|barda|
                cerca
            robaron|robo|roban|robada|robado * pistola|arma|rifle
            no aguanto|puedo mas el|la|con|los ruido|musica|perro|perros|vecinos
            esta|estan en la calle|esquina|carcel|tienda|escuela, puerta esta abierta, ataque de risa
            no tengo|hay prisa
        """,
    ),
)
