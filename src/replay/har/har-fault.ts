/** A recording that cannot be read. `path` is the place in the file: `log.entries[3].request.url`. */
export class HarFault extends Error {
  readonly file: string;
  readonly path: string;

  constructor(file: string, path: string, message: string) {
    super(`${file}: ${path === '' ? '' : `${path}: `}${message}`);
    this.name = 'HarFault';
    this.file = file;
    this.path = path;
  }
}
