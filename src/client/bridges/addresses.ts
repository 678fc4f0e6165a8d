import { bridgeReadBack } from './read-back.ts';

/** What the platform tells of messages, of the session history and of reports. */
export function bridgeAddresses(): void {
  bridgeReadBack({
    MessageEvent: ['origin'],
    StorageEvent: ['url'],
    HashChangeEvent: ['oldURL', 'newURL'],
    NavigationHistoryEntry: ['url'],
    Report: ['url'],
    CSPViolationReportBody: ['documentURL', 'referrer', 'blockedURL', 'sourceFile'],
    DeprecationReportBody: ['sourceFile'],
    InterventionReportBody: ['sourceFile'],
  });
}
