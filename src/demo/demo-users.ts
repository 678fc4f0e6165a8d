import type { DevUser } from './idp/dev-user.ts';

/** Who can sign in to the demo: one person for each thing a policy can know of a device. */
export const DEMO_USERS: readonly DevUser[] = [
  {
    username: 'alice',
    password: 'alice-demo',
    name: 'Alice Ahrens',
    email: 'alice@corp.test',
    groups: ['staff', 'finance'],
    device: 'managed laptop (compliant)',
    compliant: true,
  },
  {
    username: 'bob',
    password: 'bob-demo',
    name: 'Bob Brandt',
    email: 'bob@corp.test',
    groups: ['staff', 'sales'],
    device: 'own computer (not compliant)',
    compliant: false,
  },
  {
    username: 'carol',
    password: 'carol-demo',
    name: 'Carol Castro',
    email: 'carol@partner.test',
    groups: ['partners'],
    device: 'nobody knows (no claim)',
    compliant: undefined,
  },
];
