import type { Texts } from './contract.ts';

export const de: Texts = {
  labels: { app: 'App', policy: 'Richtlinie', file: 'Datei', reference: 'Kennung' },
  reference: 'Wenn Sie Hilfe brauchen, nennen Sie diese Kennung: {id}',
  back: 'Zurück zu {app}',
  blocked: {
    download: {
      title: 'Herunterladen gesperrt',
      named: '{file} wurde nicht heruntergeladen.',
      unnamed: 'Die Datei wurde nicht heruntergeladen.',
    },
    upload: {
      title: 'Hochladen gesperrt',
      named: '{file} wurde nicht hochgeladen.',
      unnamed: 'Es wurde nichts hochgeladen.',
    },
    'send-message': {
      title: 'Nachricht gesperrt',
      named: 'An {file} wurde nichts gesendet.',
      unnamed: 'Die Nachricht wurde nicht gesendet.',
    },
    'edit-item': {
      title: 'Änderung gesperrt',
      named: '{file} wurde nicht geändert.',
      unnamed: 'Es wurde nichts geändert.',
    },
    'delete-item': {
      title: 'Löschen gesperrt',
      named: '{file} wurde nicht gelöscht.',
      unnamed: 'Es wurde nichts gelöscht.',
    },
    'share-item': {
      title: 'Teilen gesperrt',
      named: '{file} wurde nicht geteilt.',
      unnamed: 'Es wurde nichts geteilt.',
    },
    view: {
      title: 'Seite gesperrt',
      named: '{file} kann nicht geöffnet werden.',
      unnamed: 'Diese Seite kann nicht geöffnet werden.',
    },
    otherwise: {
      title: 'Durch eine Richtlinie gesperrt',
      named: 'Mit {file} ist nichts geschehen.',
      unnamed: 'Es ist nichts geschehen.',
    },
  },
  notAllowed: 'Ihre Organisation erlaubt das in dieser Sitzung nicht.',
  unread:
    'Niemand konnte in diese Datei hineinsehen: Sie ist beschädigt, mit einem Passwort geschützt oder von einer Art, die nicht gelesen werden kann, etwa Word- und Excel-Dateien von vor 2007 oder RTF. Speichern Sie sie in einem aktuellen Format ohne Passwort und versuchen Sie es noch einmal.',
  onlyBrowsers: '{app} wird hier im Webbrowser benutzt. Öffnen Sie dort diese Adresse: {url}',
  confirmation: {
    title: 'Bitte nennen Sie einen Grund',
    lead: {
      download: {
        named: 'Sie wollen {file} aus {app} herunterladen.',
        unnamed: 'Sie wollen etwas aus {app} herunterladen.',
      },
      upload: { named: 'Sie wollen {file} in {app} hochladen.', unnamed: 'Sie wollen etwas in {app} hochladen.' },
      view: { named: 'Sie wollen {file} in {app} öffnen.', unnamed: 'Sie wollen etwas in {app} öffnen.' },
      otherwise: { named: 'Sie wollen in {app} etwas tun: {file}.', unnamed: 'Sie wollen in {app} etwas tun.' },
    },
    text: 'Ihre Organisation bittet Sie um eine Begründung. Was Sie schreiben, steht danach in ihrem Protokoll.',
    reason: 'Ihre Begründung',
    missing: 'Bitte schreiben Sie eine Begründung.',
    go: 'Weiter',
  },
  confirmed: {
    title: 'Danke',
    again:
      'Ihre Begründung ist gespeichert. Gehen Sie zurück und senden Sie noch einmal: Bisher wurde nichts gesendet.',
    comes: 'Ihre Begründung ist gespeichert. Die Datei kommt gleich.',
    get: 'Jetzt holen',
  },
  interrupted: {
    warn: {
      title: 'Noch ein Schritt',
      ask: 'Ihre Organisation bittet zuerst um eine Begründung.',
      label: 'Grund nennen',
    },
    'step-up': {
      title: 'Bitte melden Sie sich noch einmal an',
      ask: 'Ihre Organisation verlangt zuerst eine stärkere oder neuere Anmeldung.',
      label: 'Anmelden',
    },
    protect: {
      title: 'Diese Datei kommt verschlüsselt',
      ask: 'Die Datei öffnet sich mit einem Kennwort, das Ihnen zuerst gezeigt wird.',
      label: 'Kennwort zeigen',
    },
    lost: {
      named:
        'Was Sie gesendet haben ({file}), ist nicht bei {app} angekommen. Machen Sie diesen Schritt, gehen Sie dann zurück und senden Sie es noch einmal.',
      unnamed:
        'Was Sie gesendet haben, ist nicht bei {app} angekommen. Machen Sie diesen Schritt, gehen Sie dann zurück und senden Sie es noch einmal.',
    },
  },
  failures: {
    'unknown-host': {
      title: 'Hier ist keine App',
      text: 'Diese Adresse gehört zu keiner App, die dieses Gateway schützt.',
    },
    'bad-request': {
      title: 'Anfrage nicht verstanden',
      text: 'Der Browser hat eine Anfrage gesendet, die das Gateway nicht sicher lesen kann.',
    },
    'headers-too-large': {
      title: 'Anfrage zu groß',
      text: 'Die Anfrage enthält mehr Kopfzeilen oder Cookies, als das Gateway annimmt.',
    },
    'sign-in-required': {
      title: 'Anmeldung nötig',
      text: 'Ihre Sitzung ist beendet oder hat noch nicht begonnen. Melden Sie sich an, um fortzufahren.',
    },
    'sign-in-failed': {
      title: 'Anmeldung fehlgeschlagen',
      text: 'Die Antwort des Anmeldedienstes konnte nicht angenommen werden. Beginnen Sie noch einmal bei der App.',
    },
    'sign-in-denied': {
      title: 'Sie wurden nicht eingelassen',
      text: 'Der Anmeldedienst hat Sie hier nicht angemeldet. Wenn das falsch ist, wenden Sie sich an Ihre Administration.',
    },
    'sign-in-expired': {
      title: 'Die Anmeldung dauerte zu lange',
      text: 'Diese Anmeldung wurde nicht rechtzeitig oder schon einmal abgeschlossen. Beginnen Sie noch einmal bei der App.',
    },
    'groups-missing': {
      title: 'Ihre Gruppen sind nicht bekannt',
      text: 'Der Anmeldedienst hat Ihre Gruppen nicht genannt, daher ist nicht zu sagen, was Sie hier dürfen. Wenden Sie sich an Ihre Administration.',
    },
    'step-up-failed': {
      title: 'Die Anmeldung war nicht stark genug',
      text: 'Ihre Organisation verlangt eine stärkere oder neuere Anmeldung, und der Anmeldedienst hat keine bestätigt.',
    },
    'confirmation-expired': {
      title: 'Diese Frage ist abgeschlossen',
      text: 'Sie wurde schon beantwortet, dauerte zu lange oder wurde in einer anderen Sitzung gestellt. Gehen Sie zurück zur App und versuchen Sie es noch einmal.',
    },
    'device-check-failed': {
      title: 'Das Gerät konnte nicht geprüft werden',
      text: 'Diese Prüfung wurde nicht rechtzeitig oder schon einmal abgeschlossen. Öffnen Sie die App noch einmal.',
    },
    'misdirected-request': {
      title: 'Falsche Verbindung',
      text: 'Diese Anfrage kam über eine Verbindung, die für einen anderen Host ist. Öffnen Sie die Seite noch einmal.',
    },
    'provider-unavailable': {
      title: 'Anmeldung nicht verfügbar',
      text: 'Der Anmeldedienst ist zurzeit nicht erreichbar.',
    },
    'forbidden-origin': {
      title: 'Von hier aus nicht erlaubt',
      text: 'Diese Anfrage kam von einer Seite, die sie nicht senden darf.',
    },
    'upstream-unreachable': {
      title: 'Die App ist nicht erreichbar',
      text: 'Die App hinter diesem Gateway antwortet nicht.',
    },
    'upstream-refused-address': {
      title: 'Die App ist nicht erreichbar',
      text: 'Mit der Adresse dieser App darf sich das Gateway nicht verbinden.',
    },
    'upstream-certificate': {
      title: 'Die App kann sich nicht ausweisen',
      text: 'Dem Zertifikat der App hinter diesem Gateway wird nicht vertraut, daher wurde ihr nichts gesendet.',
    },
    'upstream-protocol': {
      title: 'Die App hat fehlerhaft geantwortet',
      text: 'Die Antwort der App hinter diesem Gateway war nicht zu lesen.',
    },
    'upstream-timeout': {
      title: 'Die App brauchte zu lange',
      text: 'Die App hinter diesem Gateway hat nicht rechtzeitig geantwortet.',
    },
    'upstream-busy': {
      title: 'Die App ist überlastet',
      text: 'Zu viele Anfragen warten auf die App hinter diesem Gateway. Versuchen Sie es gleich noch einmal.',
    },
    internal: {
      title: 'Etwas ist schiefgegangen',
      text: 'Das Gateway konnte diese Anfrage nicht abschließen. Nichts ist ungeprüft durchgegangen.',
    },
  },
  again: 'Noch einmal versuchen',
  signInAgain: 'Neu anmelden',
  begin: {
    title: 'Sie werden angemeldet',
    text: 'Einen Moment, die Anmeldeseite Ihrer Organisation öffnet sich.',
    go: 'Weiter',
  },
  opening: { title: '{app} wird geöffnet', text: 'Sie sind angemeldet. Die App öffnet sich gleich.', go: 'App öffnen' },
  leave: { title: 'Einen Moment', text: 'Die nächste Seite öffnet sich.', go: 'Weiter' },
  resend: {
    title: 'Ihre Sitzung ist beendet',
    text: 'Was Sie gesendet haben, ist noch nicht bei {app} angekommen und nicht verloren: Diese Seite behält es. Melden Sie sich an, dann wird es gesendet.',
    sending: 'Sie sind angemeldet. Es wird gesendet.',
    go: 'Anmelden und senden',
    now: 'Ich bin angemeldet: jetzt senden',
  },
  resendGiven: {
    text: 'Was Sie gesendet haben, ist noch nicht bei {app} angekommen und nicht verloren: Diese Seite behält es. Nennen Sie einen Grund, dann wird es gesendet.',
    sending: 'Ihre Begründung ist vermerkt. Es wird gesendet.',
    go: 'Grund nennen und senden',
    now: 'Der Grund ist genannt: jetzt senden',
  },
  resumed: {
    title: 'Sie sind wieder angemeldet',
    text: 'Schließen Sie dieses Fenster und machen Sie in {app} weiter, wo Sie waren.',
  },
  signOut: {
    title: 'Abmelden?',
    text: 'Sie sind angemeldet als {user}. Abmelden beendet Ihre Sitzung in jeder App, die über dieses Gateway geöffnet wurde.',
    go: 'Abmelden',
    stay: 'Angemeldet bleiben',
  },
  signedOut: {
    title: 'Sie sind abgemeldet',
    text: 'Ihre Sitzung ist in jeder App beendet. Sie können dieses Fenster schließen oder eine App öffnen und sich neu anmelden.',
    back: 'Zurück zu {app}',
  },
  protection: {
    title: 'Diese Datei kommt verschlüsselt',
    lead: {
      named: '{file} aus {app} öffnet sich nur mit einem Kennwort.',
      unnamed: 'Die Datei aus {app} öffnet sich nur mit einem Kennwort.',
    },
    text: 'Ihre Organisation verlangt das. Das Kennwort wird einmal gezeigt: Bewahren Sie es bei Ihren Kennwörtern auf, nicht neben der Datei.',
    go: 'Kennwort zeigen',
  },
  passphrase: {
    title: 'Das Kennwort Ihrer Datei',
    opens: { named: '{file} öffnet sich mit', unnamed: 'Die Datei öffnet sich mit' },
    again: 'Gehen Sie zurück und laden Sie die Datei noch einmal: Sie kommt mit diesem Kennwort verschlüsselt.',
    once: 'Es wird nur hier gezeigt und gilt für einmaliges Herunterladen innerhalb von zehn Minuten.',
    get: 'Datei herunterladen',
  },
  factor: {
    faults: {
      locked: 'Zu viele Codes waren falsch. Bitte warten Sie eine Viertelstunde, oder fragen Sie Ihre Administration.',
      'wrong-code': 'Dieser Code ist falsch oder wurde schon benutzt. Bitte geben Sie den nächsten ein.',
      'other-code': 'Das ist nicht der Code dieses Kontos. Bitte geben Sie den nächsten ein.',
      'key-refused': 'Der Schlüssel wurde nicht angenommen. Bitte versuchen Sie es noch einmal.',
    },
    ask: {
      title: 'Bitte bestätigen Sie, dass Sie es sind',
      text: 'Ihre Organisation fragt {user} nach dem Code der Authenticator-App.',
      go: 'Weiter',
      code: 'Code aus 6 Ziffern oder ein Wiederherstellungscode',
    },
    enrol: {
      title: 'Zweiten Faktor einrichten',
      text: 'Ihre Organisation verlangt von {user} einen zweiten Faktor. Öffnen Sie eine Authenticator-App auf Ihrem Telefon, fügen Sie ein Konto hinzu und scannen Sie dieses Bild:',
      go: 'Einrichten',
      code: 'Der Code aus 6 Ziffern, den die App zeigt',
      secret: 'Oder geben Sie diesen Schlüssel ein (zeitbasiert):',
      picture: 'Einrichtungscode für eine Authenticator-App',
    },
    key: {
      ask: {
        title: 'Bitte bestätigen Sie, dass Sie es sind',
        text: 'Ihre Organisation verlangt von {user} den eingerichteten Schlüssel: Finger, Gesicht oder PIN des Geräts, oder einen Sicherheitsschlüssel.',
        go: 'Schlüssel benutzen',
      },
      enrol: {
        title: 'Schlüssel einrichten',
        text: 'Ihre Organisation verlangt von {user} einen Schlüssel: Finger, Gesicht oder PIN dieses Geräts, oder einen Sicherheitsschlüssel.',
        go: 'Schlüssel einrichten',
      },
      unscripted: 'Ein Schlüssel braucht Skripte, und die sind in diesem Browser abgeschaltet.',
      unable: 'Dieser Browser kann keine Schlüssel benutzen.',
      silent: 'Der Schlüssel hat nicht geantwortet. Bitte versuchen Sie es noch einmal.',
      instead: { ask: 'Stattdessen einen Schlüssel benutzen', enrol: 'Stattdessen einen Schlüssel einrichten' },
    },
    enrolled: {
      title: 'Bewahren Sie diese Wiederherstellungscodes auf',
      text: 'Die Authenticator-App ist eingerichtet. Wenn Sie sie verlieren, lässt jeder dieser Codes Sie einmal hinein. Sie werden nicht noch einmal gezeigt: Drucken Sie sie aus, oder bewahren Sie sie bei Ihren Passwörtern auf.',
      go: 'Ich habe sie aufbewahrt, weiter',
    },
  },
  placeholder: {
    waits: 'Zum Herunterladen fehlt noch ein Schritt',
    instead: 'Dieser Text wurde anstelle der gewünschten Datei gespeichert.',
    open: 'Öffnen Sie diese Adresse im selben Browser, um fortzufahren, und laden Sie die Datei dann noch einmal:',
  },
  notice: {
    title: 'Der Zugriff auf {app} wird überwacht',
    text: 'Ihre Organisation erlaubt diese App nur überwacht und nur im Webbrowser. Was Sie darin tun, kann aufgezeichnet werden.',
    hide: 'Eine Woche lang nicht mehr zeigen, für keine App',
    go: 'Weiter zu {app}',
  },
};
