import type { Texts } from './contract.ts';

export const es: Texts = {
  labels: { app: 'Aplicación', policy: 'Directiva', file: 'Archivo', reference: 'Referencia' },
  reference: 'Si pide ayuda, dé esta referencia: {id}',
  back: 'Volver a {app}',
  blocked: {
    download: {
      title: 'Descarga bloqueada',
      named: '{file} no se ha descargado.',
      unnamed: 'El archivo no se ha descargado.',
    },
    upload: { title: 'Subida bloqueada', named: '{file} no se ha subido.', unnamed: 'No se ha subido nada.' },
    'send-message': {
      title: 'Mensaje bloqueado',
      named: 'No se ha enviado nada a {file}.',
      unnamed: 'El mensaje no se ha enviado.',
    },
    'edit-item': { title: 'Cambio bloqueado', named: '{file} no se ha cambiado.', unnamed: 'No se ha cambiado nada.' },
    'delete-item': {
      title: 'Eliminación bloqueada',
      named: '{file} no se ha eliminado.',
      unnamed: 'No se ha eliminado nada.',
    },
    'share-item': {
      title: 'Uso compartido bloqueado',
      named: '{file} no se ha compartido.',
      unnamed: 'No se ha compartido nada.',
    },
    view: { title: 'Página bloqueada', named: '{file} no se puede abrir.', unnamed: 'Esta página no se puede abrir.' },
    otherwise: {
      title: 'Bloqueado por una directiva',
      named: 'No se ha hecho nada con {file}.',
      unnamed: 'No se ha hecho nada.',
    },
  },
  notAllowed: 'Su organización no lo permite en esta sesión.',
  unread:
    'Nadie ha podido examinar este archivo: está dañado, protegido con contraseña o es de un tipo que no se puede leer, como los archivos de Word y Excel anteriores a 2007 o RTF. Guárdelo en un formato actual sin contraseña e inténtelo de nuevo.',
  onlyBrowsers: '{app} se usa aquí en un navegador web. Abra en él esta dirección: {url}',
  confirmation: {
    title: 'Indique un motivo',
    lead: {
      download: { named: 'Va a descargar {file} de {app}.', unnamed: 'Va a descargar un archivo de {app}.' },
      upload: { named: 'Va a subir {file} a {app}.', unnamed: 'Va a subir un archivo a {app}.' },
      view: { named: 'Va a abrir {file} en {app}.', unnamed: 'Va a abrir esta página en {app}.' },
      otherwise: { named: 'Va a hacer algo en {app}: {file}.', unnamed: 'Va a hacer algo en {app}.' },
    },
    text: 'Su organización le pide que diga por qué. Lo que escriba queda en su registro.',
    reason: 'Su motivo',
    missing: 'Escriba un motivo.',
    go: 'Continuar',
  },
  confirmed: {
    title: 'Gracias',
    again: 'Su motivo se ha guardado. Vuelva atrás y envíelo otra vez: antes no se envió nada.',
    comes: 'Su motivo se ha guardado. El archivo llega en un momento.',
    get: 'Obtenerlo ahora',
  },
  interrupted: {
    warn: { title: 'Un paso más', ask: 'Su organización pide antes un motivo.', label: 'Indicar un motivo' },
    'step-up': {
      title: 'Inicie sesión otra vez',
      ask: 'Su organización pide antes un inicio de sesión más fuerte o más reciente.',
      label: 'Iniciar sesión',
    },
    protect: {
      title: 'Este archivo llega cifrado',
      ask: 'El archivo se abre con una contraseña que antes se le muestra.',
      label: 'Mostrar la contraseña',
    },
    lost: {
      named: 'Lo que ha enviado ({file}) no ha llegado a {app}. Dé este paso, vuelva atrás y envíelo otra vez.',
      unnamed: 'Lo que ha enviado no ha llegado a {app}. Dé este paso, vuelva atrás y envíelo otra vez.',
    },
  },
  failures: {
    'unknown-host': {
      title: 'Aquí no hay ninguna aplicación',
      text: 'Esta dirección no pertenece a ninguna aplicación que esta pasarela proteja.',
    },
    'bad-request': {
      title: 'Petición no entendida',
      text: 'El navegador ha enviado una petición que la pasarela no puede leer con seguridad.',
    },
    'headers-too-large': {
      title: 'Petición demasiado grande',
      text: 'La petición lleva más encabezados o cookies de los que la pasarela acepta.',
    },
    'sign-in-required': {
      title: 'Hay que iniciar sesión',
      text: 'Su sesión ha terminado o no ha empezado. Inicie sesión para continuar.',
    },
    'sign-in-failed': {
      title: 'No se ha podido iniciar sesión',
      text: 'La respuesta del proveedor de identidad no se ha podido aceptar. Empiece de nuevo desde la aplicación.',
    },
    'sign-in-denied': {
      title: 'No se le ha dejado entrar',
      text: 'El proveedor de identidad no le ha dejado iniciar sesión aquí. Si cree que debería, dígaselo a su administrador.',
    },
    'sign-in-expired': {
      title: 'El inicio de sesión ha tardado demasiado',
      text: 'Este inicio de sesión no terminó a tiempo o ya había terminado. Empiece de nuevo desde la aplicación.',
    },
    'groups-missing': {
      title: 'No se conocen sus grupos',
      text: 'El proveedor de identidad no ha indicado sus grupos, y no se puede saber qué puede hacer aquí. Dígaselo a su administrador.',
    },
    'step-up-failed': {
      title: 'El inicio de sesión no era lo bastante fuerte',
      text: 'Su organización pide un inicio de sesión más fuerte o más reciente, y el proveedor de identidad no ha confirmado ninguno.',
    },
    'confirmation-expired': {
      title: 'Esta pregunta está cerrada',
      text: 'Ya se respondió, ha tardado demasiado o se hizo en otra sesión. Vuelva a la aplicación e inténtelo otra vez.',
    },
    'device-check-failed': {
      title: 'No se ha podido comprobar el dispositivo',
      text: 'Esta comprobación no terminó a tiempo o ya había terminado. Abra la aplicación otra vez.',
    },
    'misdirected-request': {
      title: 'Conexión equivocada',
      text: 'Esta petición llegó por una conexión que es para otro host. Abra la página otra vez.',
    },
    'provider-unavailable': {
      title: 'El inicio de sesión no está disponible',
      text: 'En este momento no se puede contactar con el proveedor de identidad.',
    },
    'forbidden-origin': {
      title: 'No permitido desde aquí',
      text: 'Esta petición viene de una página que no puede enviarla.',
    },
    'upstream-unreachable': {
      title: 'No se puede contactar con la aplicación',
      text: 'La aplicación detrás de esta pasarela no responde.',
    },
    'upstream-refused-address': {
      title: 'No se puede contactar con la aplicación',
      text: 'La pasarela no puede conectarse a la dirección de esta aplicación.',
    },
    'upstream-certificate': {
      title: 'La aplicación no puede probar su identidad',
      text: 'El certificado de la aplicación detrás de esta pasarela no es de confianza, y no se le ha enviado nada.',
    },
    'upstream-protocol': {
      title: 'La aplicación ha dado una respuesta defectuosa',
      text: 'La respuesta de la aplicación detrás de esta pasarela no se ha podido leer.',
    },
    'upstream-timeout': {
      title: 'La aplicación ha tardado demasiado',
      text: 'La aplicación detrás de esta pasarela no ha respondido a tiempo.',
    },
    'upstream-busy': {
      title: 'La aplicación está ocupada',
      text: 'Demasiadas peticiones esperan a la aplicación detrás de esta pasarela. Vuelva a intentarlo en un momento.',
    },
    internal: {
      title: 'Algo ha ido mal',
      text: 'La pasarela no ha podido terminar esta petición. Nada ha pasado sin comprobarse.',
    },
  },
  again: 'Intentar otra vez',
  signInAgain: 'Iniciar sesión otra vez',
  begin: {
    title: 'Iniciando sesión',
    text: 'Un momento, se abre la página de inicio de sesión de su organización.',
    go: 'Continuar',
  },
  opening: {
    title: 'Abriendo {app}',
    text: 'Ha iniciado sesión. La aplicación se abre en un momento.',
    go: 'Abrir la aplicación',
  },
  leave: { title: 'Un momento', text: 'Se abre la página siguiente.', go: 'Continuar' },
  resend: {
    title: 'Su sesión ha terminado',
    text: 'Lo que ha enviado aún no ha llegado a {app}, y no se ha perdido: esta página lo guarda. Inicie sesión y se enviará.',
    sending: 'Ha iniciado sesión. Se está enviando.',
    go: 'Iniciar sesión y enviar',
    now: 'He iniciado sesión: enviar ahora',
  },
  resendGiven: {
    text: 'Lo que ha enviado aún no ha llegado a {app}, y no se ha perdido: esta página lo guarda. Indique un motivo y se enviará.',
    sending: 'Su motivo se ha guardado. Se está enviando.',
    go: 'Indicar un motivo y enviar',
    now: 'He indicado un motivo: enviar ahora',
  },
  resumed: { title: 'Ha iniciado sesión otra vez', text: 'Cierre esta ventana y siga en {app} donde estaba.' },
  signOut: {
    title: '¿Cerrar sesión?',
    text: 'Ha iniciado sesión como {user}. Al cerrarla, termina su sesión en todas las aplicaciones abiertas por esta pasarela.',
    go: 'Cerrar sesión',
    stay: 'Quedarse',
  },
  signedOut: {
    title: 'Ha cerrado la sesión',
    text: 'Su sesión ha terminado en todas las aplicaciones. Puede cerrar esta ventana o abrir una aplicación para iniciar sesión otra vez.',
    back: 'Volver a {app}',
  },
  protection: {
    title: 'Este archivo llega cifrado',
    lead: {
      named: '{file} de {app} solo se abre con una contraseña.',
      unnamed: 'El archivo de {app} solo se abre con una contraseña.',
    },
    text: 'Su organización lo pide. La contraseña se muestra una sola vez: guárdela con sus contraseñas y no junto al archivo.',
    go: 'Mostrar la contraseña',
  },
  passphrase: {
    title: 'La contraseña de su archivo',
    opens: { named: '{file} se abre con', unnamed: 'El archivo se abre con' },
    again: 'Vuelva atrás y pida el archivo otra vez: llega cifrado con esta contraseña.',
    once: 'Solo se muestra aquí, y vale para una descarga en diez minutos.',
    get: 'Descargar el archivo',
  },
  factor: {
    faults: {
      locked: 'Demasiados códigos eran incorrectos. Espere un cuarto de hora o pregunte a su administrador.',
      'wrong-code': 'Ese código es incorrecto o ya se ha usado. Escriba el siguiente.',
      'other-code': 'Ese no es el código de esta cuenta. Escriba el siguiente.',
      'key-refused': 'La llave no se ha aceptado. Inténtelo de nuevo.',
    },
    ask: {
      title: 'Confirme que es usted',
      text: 'Su organización pide a {user} el código de la aplicación de autenticación.',
      go: 'Continuar',
      code: 'Código de 6 cifras o un código de recuperación',
    },
    enrol: {
      title: 'Configurar un segundo factor',
      text: 'Su organización pide a {user} un segundo factor. Abra una aplicación de autenticación en su teléfono, añada una cuenta y escanee esta imagen:',
      go: 'Configurar',
      code: 'El código de 6 cifras que muestra la aplicación',
      secret: 'O escriba esta clave (basada en la hora):',
      picture: 'Código de configuración para una aplicación de autenticación',
    },
    key: {
      ask: {
        title: 'Confirme que es usted',
        text: 'Su organización pide a {user} que use la llave configurada: dedo, cara o PIN del dispositivo, o una llave de seguridad.',
        go: 'Usar la llave',
      },
      enrol: {
        title: 'Configurar una llave',
        text: 'Su organización pide a {user} una llave: dedo, cara o PIN de este dispositivo, o una llave de seguridad.',
        go: 'Configurar una llave',
      },
      unscripted: 'Una llave necesita scripts, que están desactivados en este navegador.',
      unable: 'Este navegador no puede usar llaves.',
      silent: 'La llave no ha respondido. Inténtelo de nuevo.',
      instead: { ask: 'Usar una llave en su lugar', enrol: 'Configurar una llave en su lugar' },
    },
    enrolled: {
      title: 'Guarde estos códigos de recuperación',
      text: 'La aplicación de autenticación está configurada. Si la pierde, cada uno de estos códigos le deja entrar una vez. No se muestran de nuevo: imprímalos o guárdelos donde guarda sus contraseñas.',
      go: 'Los he guardado, continuar',
    },
  },
  placeholder: {
    waits: 'A la descarga le falta un paso',
    instead: 'Este texto se ha guardado en lugar del archivo pedido.',
    open: 'Abra esta dirección en el mismo navegador para continuar, y pida después el archivo otra vez:',
  },
  notice: {
    title: 'El acceso a {app} está supervisado',
    text: 'Su organización permite esta aplicación en modo supervisado y solo desde un navegador web. Lo que haga en ella puede quedar registrado.',
    hide: 'No mostrar durante una semana, para ninguna aplicación',
    go: 'Continuar a {app}',
  },
};
