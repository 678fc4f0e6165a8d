import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavesGroupsOut } from '../../../src/identity/claims.ts';

const mapping = (groups: string) => ({ claims: { name: 'name', email: 'email', groups }, deviceTags: [] });
const ENTRA_SAML = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups';
const pointer = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.test' } } };

test('groups that a pointer stands for are missing, and no groups are not', () => {
  const table: readonly [object, string, boolean][] = [
    [pointer, 'groups', true],
    [{ hasgroups: true }, 'groups', true],
    [{ hasgroups: 'true' }, 'groups', true],
    [{}, 'groups', false],
    [{ groups: [] }, 'groups', false],
    [{ groups: ['staff'], ...pointer }, 'groups', false],
    [pointer, 'roles', false],
    [{ hasgroups: true }, 'roles', false],
    [{ hasgroups: false }, 'groups', false],
    [{ _claim_names: null }, 'groups', false],
    [{ _claim_names: {} }, 'toString', false],
    [{ 'http://schemas.microsoft.com/claims/groups.link': 'https://graph.test' }, ENTRA_SAML, true],
    [{ 'http://schemas.microsoft.com/claims/groups.link': 'x', [ENTRA_SAML]: ['staff'] }, ENTRA_SAML, false],
    [{ groups: ['[SIZE_LIMIT_EXCEEDED]'] }, 'groups', true],
    [{ groups: '[SIZE_LIMIT_EXCEEDED]' }, 'groups', true],
  ];
  for (const [claims, groups, expected] of table)
    assert.equal(leavesGroupsOut({ ...claims }, mapping(groups)), expected, `${JSON.stringify(claims)} ${groups}`);
});
