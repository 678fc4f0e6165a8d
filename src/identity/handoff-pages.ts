/** Pages a person may see on the way in and out; rendered elsewhere, so that this folder knows no markup. */
export interface HandoffPages {
  /** Reads the fragment (only script can) and goes on to `next` with it as the parameter `fragment`. */
  begin(page: { readonly nonce: string; readonly next: string }): string;
  /** Loads every URL of `joins`, then goes to `target`, with `fragment` or the page's own. */
  opening(page: {
    readonly nonce: string;
    readonly appName: string;
    readonly joins: readonly string[];
    readonly target: string;
    readonly fragment: string;
  }): string;
  /** Sends a form with these fields by itself. */
  leave(page: {
    readonly nonce: string;
    readonly action: string;
    readonly fields: Readonly<Record<string, string>>;
  }): string;
  /** Holds a form that came without a session, and sends it once the user is signed in again, which begins at `next`. */
  resend(page: {
    readonly nonce: string;
    readonly appName: string;
    readonly action: string;
    readonly fields: readonly (readonly [string, string])[];
    readonly next: string;
  }): string;
  /** Says that the user is signed in again, to them and to pages of this host that wait for it. */
  again(page: { readonly nonce: string; readonly appName: string }): string;
  signOut(page: { readonly nonce: string; readonly userName: string; readonly action: string }): string;
  signedOut(page: { readonly nonce: string }): string;
}
