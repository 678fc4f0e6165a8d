import type { Texts } from './contract.ts';

export const fr: Texts = {
  labels: { app: 'Application', policy: 'Règle', file: 'Fichier', reference: 'Référence' },
  reference: 'Si vous demandez de l’aide, donnez cette référence : {id}',
  back: 'Retour à {app}',
  blocked: {
    download: {
      title: 'Téléchargement bloqué',
      named: '{file} n’a pas été téléchargé.',
      unnamed: 'Le fichier n’a pas été téléchargé.',
    },
    upload: { title: 'Envoi de fichier bloqué', named: '{file} n’a pas été envoyé.', unnamed: 'Rien n’a été envoyé.' },
    'send-message': {
      title: 'Message bloqué',
      named: 'Rien n’a été envoyé à {file}.',
      unnamed: 'Le message n’a pas été envoyé.',
    },
    'edit-item': {
      title: 'Modification bloquée',
      named: '{file} n’a pas été modifié.',
      unnamed: 'Rien n’a été modifié.',
    },
    'delete-item': {
      title: 'Suppression bloquée',
      named: '{file} n’a pas été supprimé.',
      unnamed: 'Rien n’a été supprimé.',
    },
    'share-item': { title: 'Partage bloqué', named: '{file} n’a pas été partagé.', unnamed: 'Rien n’a été partagé.' },
    view: {
      title: 'Page bloquée',
      named: '{file} ne peut pas être ouvert.',
      unnamed: 'Cette page ne peut pas être ouverte.',
    },
    otherwise: {
      title: 'Bloqué par une règle',
      named: 'Rien n’a été fait avec {file}.',
      unnamed: 'Rien n’a été fait.',
    },
  },
  notAllowed: 'Votre organisation ne l’autorise pas dans cette session.',
  unread:
    'Personne n’a pu examiner ce fichier : il est endommagé, protégé par un mot de passe ou d’un type illisible, comme les fichiers Word et Excel d’avant 2007 ou RTF. Enregistrez-le dans un format actuel sans mot de passe et réessayez.',
  onlyBrowsers: '{app} s’utilise ici dans un navigateur web. Ouvrez-y cette adresse : {url}',
  confirmation: {
    title: 'Veuillez donner un motif',
    lead: {
      download: {
        named: 'Vous allez télécharger {file} depuis {app}.',
        unnamed: 'Vous allez télécharger un fichier depuis {app}.',
      },
      upload: { named: 'Vous allez envoyer {file} vers {app}.', unnamed: 'Vous allez envoyer un fichier vers {app}.' },
      view: { named: 'Vous allez ouvrir {file} dans {app}.', unnamed: 'Vous allez ouvrir cette page dans {app}.' },
      otherwise: { named: 'Vous allez agir dans {app} : {file}.', unnamed: 'Vous allez agir dans {app}.' },
    },
    text: 'Votre organisation vous demande pourquoi. Ce que vous écrivez est conservé dans son journal.',
    reason: 'Votre motif',
    missing: 'Veuillez écrire un motif.',
    go: 'Continuer',
  },
  confirmed: {
    title: 'Merci',
    again: 'Votre motif est conservé. Revenez en arrière et envoyez encore une fois : rien n’avait été envoyé.',
    comes: 'Votre motif est conservé. Le fichier arrive dans un instant.',
    get: 'L’obtenir maintenant',
  },
  interrupted: {
    warn: { title: 'Encore une étape', ask: 'Votre organisation demande d’abord un motif.', label: 'Donner un motif' },
    'step-up': {
      title: 'Veuillez vous reconnecter',
      ask: 'Votre organisation demande d’abord une connexion plus forte ou plus récente.',
      label: 'Se connecter',
    },
    protect: {
      title: 'Ce fichier arrive chiffré',
      ask: 'Le fichier s’ouvre avec un mot de passe qui vous est d’abord montré.',
      label: 'Afficher le mot de passe',
    },
    lost: {
      named:
        'Ce que vous avez envoyé ({file}) n’est pas arrivé à {app}. Faites cette étape, puis revenez en arrière et envoyez-le à nouveau.',
      unnamed:
        'Ce que vous avez envoyé n’est pas arrivé à {app}. Faites cette étape, puis revenez en arrière et envoyez-le à nouveau.',
    },
  },
  failures: {
    'unknown-host': {
      title: 'Aucune application ici',
      text: 'Cette adresse n’appartient à aucune application que cette passerelle protège.',
    },
    'bad-request': {
      title: 'Demande non comprise',
      text: 'Le navigateur a envoyé une demande que la passerelle ne peut pas lire sûrement.',
    },
    'headers-too-large': {
      title: 'Demande trop grande',
      text: 'La demande porte plus d’en-têtes ou de cookies que la passerelle n’en accepte.',
    },
    'sign-in-required': {
      title: 'Connexion nécessaire',
      text: 'Votre session est terminée ou n’a pas commencé. Connectez-vous pour continuer.',
    },
    'sign-in-failed': {
      title: 'Échec de la connexion',
      text: 'La réponse du fournisseur d’identité n’a pas pu être acceptée. Recommencez depuis l’application.',
    },
    'sign-in-denied': {
      title: 'L’accès vous a été refusé',
      text: 'Le fournisseur d’identité ne vous a pas laissé vous connecter ici. Si c’est une erreur, dites-le à votre administrateur.',
    },
    'sign-in-expired': {
      title: 'La connexion a pris trop de temps',
      text: 'Cette connexion n’a pas été terminée à temps ou l’était déjà. Recommencez depuis l’application.',
    },
    'groups-missing': {
      title: 'Vos groupes ne sont pas connus',
      text: 'Le fournisseur d’identité n’a pas donné vos groupes, et l’on ne peut pas dire ce que vous pouvez faire ici. Dites-le à votre administrateur.',
    },
    'step-up-failed': {
      title: 'La connexion n’était pas assez forte',
      text: 'Votre organisation demande une connexion plus forte ou plus récente, et le fournisseur d’identité n’en a pas confirmé.',
    },
    'confirmation-expired': {
      title: 'Cette question est close',
      text: 'Elle a déjà reçu une réponse, a pris trop de temps ou a été posée dans une autre session. Revenez à l’application et réessayez.',
    },
    'device-check-failed': {
      title: 'L’appareil n’a pas pu être vérifié',
      text: 'Cette vérification n’a pas été terminée à temps ou l’était déjà. Ouvrez à nouveau l’application.',
    },
    'misdirected-request': {
      title: 'Mauvaise liaison',
      text: 'Cette demande est venue par une liaison destinée à un autre hôte. Ouvrez à nouveau la page.',
    },
    'provider-unavailable': {
      title: 'Connexion indisponible',
      text: 'Le fournisseur d’identité est injoignable pour le moment.',
    },
    'forbidden-origin': {
      title: 'Non autorisé depuis cette page',
      text: 'Cette demande vient d’une page qui n’a pas le droit de l’envoyer.',
    },
    'upstream-unreachable': {
      title: 'L’application est injoignable',
      text: 'L’application derrière cette passerelle ne répond pas.',
    },
    'upstream-refused-address': {
      title: 'L’application est injoignable',
      text: 'La passerelle n’a pas le droit de se relier à l’adresse de cette application.',
    },
    'upstream-certificate': {
      title: 'L’application ne peut pas prouver son identité',
      text: 'Le certificat de l’application derrière cette passerelle n’est pas reconnu ; rien ne lui a été envoyé.',
    },
    'upstream-protocol': {
      title: 'L’application a donné une réponse défectueuse',
      text: 'La réponse de l’application derrière cette passerelle n’a pas pu être lue.',
    },
    'upstream-timeout': {
      title: 'L’application a pris trop de temps',
      text: 'L’application derrière cette passerelle n’a pas répondu à temps.',
    },
    'upstream-busy': {
      title: 'L’application est occupée',
      text: 'Trop de demandes attendent l’application derrière cette passerelle. Réessayez dans un instant.',
    },
    internal: {
      title: 'Un problème est survenu',
      text: 'La passerelle n’a pas pu terminer cette demande. Rien n’est passé sans contrôle.',
    },
  },
  again: 'Réessayer',
  signInAgain: 'Se reconnecter',
  begin: {
    title: 'Connexion en cours',
    text: 'Un instant, la page de connexion de votre organisation s’ouvre.',
    go: 'Continuer',
  },
  opening: {
    title: 'Ouverture de {app}',
    text: 'Vous êtes connecté. L’application s’ouvre dans un instant.',
    go: 'Ouvrir l’application',
  },
  leave: { title: 'Un instant', text: 'La page suivante s’ouvre.', go: 'Continuer' },
  resend: {
    title: 'Votre session est terminée',
    text: 'Ce que vous avez envoyé n’est pas encore arrivé à {app}, et rien n’est perdu : cette page le garde. Connectez-vous, et ce sera envoyé.',
    sending: 'Vous êtes connecté. Envoi en cours.',
    go: 'Se connecter et envoyer',
    now: 'Je suis connecté : envoyer maintenant',
  },
  resendGiven: {
    text: 'Ce que vous avez envoyé n’est pas encore arrivé à {app}, et rien n’est perdu : cette page le garde. Donnez un motif, et ce sera envoyé.',
    sending: 'Votre motif est conservé. Envoi en cours.',
    go: 'Donner un motif et envoyer',
    now: 'J’ai donné un motif : envoyer maintenant',
  },
  resumed: {
    title: 'Vous êtes à nouveau connecté',
    text: 'Fermez cette fenêtre et reprenez dans {app} là où vous étiez.',
  },
  signOut: {
    title: 'Se déconnecter ?',
    text: 'Vous êtes connecté en tant que {user}. La déconnexion termine votre session dans toutes les applications ouvertes par cette passerelle.',
    go: 'Se déconnecter',
    stay: 'Rester',
  },
  signedOut: {
    title: 'Vous êtes déconnecté',
    text: 'Votre session est terminée dans toutes les applications. Vous pouvez fermer cette fenêtre, ou ouvrir une application pour vous reconnecter.',
    back: 'Revenir à {app}',
  },
  protection: {
    title: 'Ce fichier arrive chiffré',
    lead: {
      named: '{file} de {app} ne s’ouvre qu’avec un mot de passe.',
      unnamed: 'Le fichier de {app} ne s’ouvre qu’avec un mot de passe.',
    },
    text: 'Votre organisation le demande. Le mot de passe n’est montré qu’une fois : gardez-le avec vos mots de passe, et non à côté du fichier.',
    go: 'Afficher le mot de passe',
  },
  passphrase: {
    title: 'Le mot de passe de votre fichier',
    opens: { named: '{file} s’ouvre avec', unnamed: 'Le fichier s’ouvre avec' },
    again: 'Revenez en arrière et demandez le fichier encore une fois : il arrive chiffré avec ce mot de passe.',
    once: 'Il n’est montré qu’ici, et vaut pour un téléchargement dans les dix minutes.',
    get: 'Télécharger le fichier',
  },
  factor: {
    faults: {
      locked: 'Trop de codes étaient faux. Patientez un quart d’heure, ou adressez-vous à votre administrateur.',
      'wrong-code': 'Ce code est faux, ou a déjà servi. Saisissez le suivant.',
      'other-code': 'Ce n’est pas le code de ce compte. Saisissez le suivant.',
      'key-refused': 'La clé n’a pas été acceptée. Veuillez réessayer.',
    },
    ask: {
      title: 'Veuillez confirmer que c’est bien vous',
      text: 'Votre organisation demande à {user} le code de l’application d’authentification.',
      go: 'Continuer',
      code: 'Code à 6 chiffres, ou code de secours',
    },
    enrol: {
      title: 'Configurer un second facteur',
      text: 'Votre organisation demande à {user} un second facteur. Ouvrez une application d’authentification sur votre téléphone, ajoutez un compte et scannez cette image :',
      go: 'Configurer',
      code: 'Le code à 6 chiffres que l’application affiche',
      secret: 'Ou saisissez cette clé (basée sur l’heure) :',
      picture: 'Code de configuration pour une application d’authentification',
    },
    key: {
      ask: {
        title: 'Veuillez confirmer que c’est bien vous',
        text: 'Votre organisation demande à {user} d’utiliser la clé configurée : doigt, visage ou code PIN de l’appareil, ou une clé de sécurité.',
        go: 'Utiliser la clé',
      },
      enrol: {
        title: 'Configurer une clé',
        text: 'Votre organisation demande à {user} une clé : doigt, visage ou code PIN de cet appareil, ou une clé de sécurité.',
        go: 'Configurer une clé',
      },
      unscripted: 'Une clé a besoin de scripts, qui sont désactivés dans ce navigateur.',
      unable: 'Ce navigateur ne peut pas utiliser de clés.',
      silent: 'La clé n’a pas répondu. Veuillez réessayer.',
      instead: { ask: 'Utiliser plutôt une clé', enrol: 'Configurer plutôt une clé' },
    },
    enrolled: {
      title: 'Conservez ces codes de secours',
      text: 'L’application d’authentification est configurée. Si vous la perdez, chacun de ces codes vous laisse entrer une fois. Ils ne seront plus affichés : imprimez-les, ou gardez-les avec vos mots de passe.',
      go: 'Je les ai conservés, continuer',
    },
  },
  placeholder: {
    waits: 'Le téléchargement attend encore une étape',
    instead: 'Ce texte a été enregistré à la place du fichier demandé.',
    open: 'Ouvrez cette adresse dans le même navigateur pour continuer, puis demandez le fichier à nouveau :',
  },
  notice: {
    title: 'L’accès à {app} est surveillé',
    text: 'Votre organisation autorise cette application en mode surveillé, et seulement depuis un navigateur web. Ce que vous y faites peut être enregistré.',
    hide: 'Ne plus afficher pendant une semaine, pour aucune application',
    go: 'Continuer vers {app}',
  },
};
