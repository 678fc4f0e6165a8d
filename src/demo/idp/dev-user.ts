/** An account of the development provider. */
export interface DevUser {
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** In words, for people. */
  readonly device: string;
  /** What the provider claims of the device; undefined claims nothing. */
  readonly compliant: boolean | undefined;
}
