import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DARK, LIGHT, type Palette, paletteCss } from '../../../../src/proxy/pages/palette.ts';

/** Relative luminance (WCAG 2.2, definitions). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: ReadonlyArray<readonly [keyof Palette, keyof Palette]> = [
  ['ink', 'card'],
  ['ink', 'stopGround'],
  ['soft', 'card'],
  ['accent', 'card'],
  ['onAccent', 'accent'],
  ['stop', 'card'],
];
const CONTROLS: ReadonlyArray<readonly [keyof Palette, keyof Palette]> = [
  ['accent', 'card'],
  ['accent', 'ground'],
  ['stop', 'stopGround'],
];

describe('palette', () => {
  for (const [name, palette] of [
    ['light', LIGHT],
    ['dark', DARK],
  ] as const) {
    for (const [front, back] of TEXT)
      test(`${name}: ${front} on ${back} is readable`, () => assert.ok(contrast(palette[front], palette[back]) >= 4.5));
    for (const [front, back] of CONTROLS)
      test(`${name}: ${front} beside ${back} is seen`, () => assert.ok(contrast(palette[front], palette[back]) >= 3));
  }
  test('contrast is computed as the guideline does', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21);
    assert.ok(Math.abs(contrast('#777777', '#ffffff') - 4.48) < 0.01);
  });
  test('every colour becomes a custom property', () => {
    assert.match(paletteCss(LIGHT), /^--ground:#f3f5f9;.*--on-accent:#ffffff;.*--stop-ground:#fdeceb$/);
    assert.equal(paletteCss(DARK).split(';').length, Object.keys(DARK).length);
  });
});
