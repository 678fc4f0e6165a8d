import type { DevUser } from './idp/dev-user.ts';

/** Who can sign in to the demo: one person for each kind of device, and one who may read the records. */
export const DEMO_USERS: readonly DevUser[] = [
  {
    username: 'alice',
    password: 'alice-demo',
    name: 'Alice Ahrens',
    email: 'alice@corp.test',
    groups: ['staff', 'finance'],
    device: 'compliant',
    compliant: true,
  },
  {
    username: 'bob',
    password: 'bob-demo',
    name: 'Bob Brandt',
    email: 'bob@corp.test',
    groups: ['staff', 'sales'],
    device: 'unmanaged',
    compliant: false,
  },
  {
    username: 'admin',
    password: 'admin-demo',
    name: 'Ada Admin',
    email: 'admin@corp.test',
    groups: ['staff', 'administrators'],
    device: 'compliant',
    compliant: true,
  },
];
