import type { ActivityProfile, ProfileRule } from '../profile.ts';

const LOGIN = [
  '**/{step}login*',
  '**/login*',
  '**/log-in*',
  '**/log_in*',
  '**/signin*',
  '**/sign-in*',
  '**/sign_in*',
  '**/session',
  '**/sessions',
  '**/auth',
  '**/authenticate',
];
const PASSWORDS = ['password', 'passwd', 'pass', 'pwd', 'user.password', 'user[password]', 'session[password]'];

/** One rule for each name of the field: several keys of one rule would all have to be there. */
function signIn(id: string, activity: 'sign-in' | 'sign-in-failed', about: string, told: Partial<ProfileRule>) {
  return PASSWORDS.map(
    (field, index): ProfileRule => ({
      id: index === 0 ? id : `${id}-${index + 1}`,
      activity,
      about,
      method: ['POST'],
      path: LOGIN,
      field: { [field]: ['*'] },
      ...told,
    }),
  );
}

/** What most web apps have alike. Views, downloads and uploads are recognised in every app and need no rule. */
export const generic: ActivityProfile = {
  id: 'generic',
  name: 'Any web app',
  rules: [
    ...signIn('sign-in', 'sign-in', 'a form with a password sent to a sign-in page that leads on elsewhere', {
      status: ['302', '303'],
      answer: { location: ['!*login*', '!*signin*', '!*sign-in*', '!*sign_in*', '!*error*'] },
    }),
    ...signIn('sign-in-refused', 'sign-in-failed', 'a password that the app answers with 400, 401, 403 or 422', {
      status: ['400', '401', '403', '422'],
    }),
    ...signIn('sign-in-again', 'sign-in-failed', 'a password that leads back to the sign-in page', {
      status: ['302', '303'],
      answer: { location: ['*login*', '*signin*', '*sign-in*', '*sign_in*', '*error*'] },
    }),
    {
      id: 'sign-out',
      activity: 'sign-out',
      about: 'an address named after signing out, asked for with success',
      method: ['GET', 'POST', 'DELETE'],
      path: ['**/logout', '**/log-out', '**/log_out', '**/signout', '**/sign-out', '**/sign_out'],
      status: ['2xx', '302', '303'],
    },
  ],
};
