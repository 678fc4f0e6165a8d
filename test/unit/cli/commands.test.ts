import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command } from 'commander';
import { COMMANDS, commandsFor } from '../../../src/cli/commands.ts';

for (const name of COMMANDS.keys())
  test(`${name} is what comes when it is named, and nothing else`, async () => {
    const program = new Command();
    for (const register of await commandsFor(name)) register(program);
    assert.deepEqual(
      program.commands.map((command) => command.name()),
      [name],
    );
  });

test('all of them come where none is named, and where the word is an alias or a mistake', async () => {
  for (const word of [undefined, '--help', 'sessions', 'serv']) {
    const program = new Command();
    for (const register of await commandsFor(word)) register(program);
    assert.deepEqual(
      program.commands.map((command) => command.name()),
      [...COMMANDS.keys()],
    );
  }
});
