import { test } from 'node:test';
import { useOnBothRoads } from '../../support/app-roads.ts';
import { startTiddlyWiki, useTiddlyWiki } from './tiddlywiki.ts';

test('TiddlyWiki is used and stores alike bare and through the gateway', () =>
  useOnBothRoads(startTiddlyWiki, useTiddlyWiki));
