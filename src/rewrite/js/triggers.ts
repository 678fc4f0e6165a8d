/** Words without which nothing in a script can need a splice; an escape in an identifier could spell any of them. */
const TRIGGER =
  /location|postMessage|\beval\b|\bimport\b|\bfrom\s*["']|\\u[0-9a-fA-F{]|\b(?:window|self|globalThis|top|parent|frames|opener|document|defaultView|contentWindow)\s*\[/;

/** Whether a script must be parsed at all. */
export function hasTrigger(source: string): boolean {
  return TRIGGER.test(source);
}
