import { isWord, textOf } from '../text/units.ts';
import type { Detector } from './detector.ts';

const WORDS = [
  'password',
  'passwort',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'mot de passe',
  'contraseña',
  'senha',
  'kennwort',
  'hasło',
  'wachtwoord',
  'lösenord',
  'api key',
  'api_key',
  'apikey',
  'api-key',
  'secret key',
  'secret_key',
  'client_secret',
  'client-secret',
  'clientsecret',
  'secretkey',
  'secret_access_key',
  'secretaccesskey',
  'access_token',
  'accesstoken',
  'auth_token',
  'authtoken',
  'db_pass',
  'smtp_pass',
];

/** What documents and forms say where a password would stand. */
const NOT_A_SECRET =
  /^(?:null|none|true|false|undefined|required|optional|string|n\/a|your.*|changeme|example.*|\*+|x+|\.+|<.*|\$\{.*|\{\{.*|%.*)$/i;

/** `password: hunter2!`, `"api_key" = "…"`, `pwd is …`: a word for it, a sign, and a value that is more than a plain word. */
const ASSIGNED = /^["'`]?\s{0,3}(?:[:=]|=>|:=|is|(?:lautet|ist|est|es)\b|è)\s{0,3}["'`]?([^\s"'`,;<>]{6,128})/i;

export function passwords(): Detector {
  return {
    trigger: {
      on: 'words',
      words: WORDS,
      find(text, from, to) {
        const before = text.units[from - 1]!;
        if (isWord(before) && before !== 0x5f) return undefined;
        const found = ASSIGNED.exec(textOf(text, to, Math.min(text.end, to + 160)));
        const value = found?.[1];
        if (found === null || value === undefined || NOT_A_SECRET.test(value)) return undefined;
        // A plain lower-case word behind `password:` is prose or a label.
        const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(value)).length;
        return kinds < 2 ? undefined : { from, to: to + found[0].length };
      },
    },
  };
}
