/** Why the demo cannot start, in words for the person who started it, with what to do about it. */
export class DemoFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DemoFault';
  }
}
