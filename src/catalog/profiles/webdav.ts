import type { ActivityProfile } from '../profile.ts';

const FILE = [
  '**/remote.php/dav/files/{user}/{path**}',
  '**/remote.php/webdav/{path**}',
  '**/public.php/webdav/{path**}',
  '/dav/{path**}',
  '/webdav/{path**}',
];
const NAME = ['{path}'];
const SHARES = ['**/ocs/v1.php/apps/files_sharing/api/v1/shares', '**/ocs/v2.php/apps/files_sharing/api/v1/shares'];

/** WebDAV (RFC 4918) and what Nextcloud and ownCloud add to it: files under remote.php, uploads in pieces, shares by OCS. */
export const webdav: ActivityProfile = {
  id: 'webdav',
  name: 'WebDAV (Nextcloud and ownCloud style)',
  rules: [
    {
      id: 'upload-file',
      activity: 'upload',
      about: 'a file put into its place, whatever its type is said to be',
      method: ['PUT'],
      path: FILE,
      item: NAME,
    },
    {
      id: 'upload-piece',
      activity: 'upload',
      about: 'a piece of a file, or the pieces put together',
      method: ['PUT', 'MOVE'],
      path: ['**/remote.php/dav/uploads/{user}/{transfer}/{piece}'],
      object: ['{transfer}'],
    },
    {
      id: 'create-folder',
      activity: 'create-item',
      about: 'a folder made',
      method: ['MKCOL'],
      path: FILE,
      item: NAME,
    },
    {
      id: 'copy-file',
      activity: 'create-item',
      about: 'a file or folder copied',
      method: ['COPY'],
      path: FILE,
      item: NAME,
    },
    {
      id: 'move-file',
      activity: 'edit-item',
      about: 'a file or folder renamed or moved',
      method: ['MOVE'],
      path: FILE,
      item: NAME,
    },
    {
      id: 'delete-file',
      activity: 'delete-item',
      about: 'a file or folder deleted',
      method: ['DELETE'],
      path: FILE,
      item: NAME,
    },
    { id: 'download-file', activity: 'download', about: 'a file fetched', method: ['GET'], path: FILE, item: NAME },
    {
      id: 'share',
      activity: 'share-item',
      about: 'a file shared with people or by a link',
      method: ['POST'],
      path: SHARES,
      item: ['{param.path}'],
    },
    {
      id: 'unshare',
      activity: 'unshare-item',
      about: 'a share taken back',
      method: ['DELETE'],
      path: SHARES.map((path) => `${path}/{id}`),
      object: ['{id}'],
    },
    {
      id: 'sign-in',
      activity: 'sign-in',
      about: 'the sign-in form, answered with another page',
      method: ['POST'],
      path: ['**/login'],
      field: { user: ['*'], password: ['*'] },
      status: ['302', '303'],
      answer: { location: ['!*/login*'] },
    },
    {
      id: 'sign-in-refused',
      activity: 'sign-in-failed',
      about: 'the sign-in form, answered with itself',
      method: ['POST'],
      path: ['**/login'],
      field: { user: ['*'], password: ['*'] },
      status: ['302', '303'],
      answer: { location: ['*/login*'] },
    },
    {
      id: 'sign-out',
      activity: 'sign-out',
      about: 'signing out',
      method: ['GET'],
      path: ['**/logout'],
      status: ['2xx', '302', '303'],
    },
  ],
};
