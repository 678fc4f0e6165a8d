import type { CarriedFiles } from '../../model/carried-files.ts';
import type { ActivityProfile } from '../profile.ts';

const MAIL = 'message/rfc822';
/** Attachments as Microsoft Graph writes them: in a message, by themselves, and in mails that are attached. */
const ATTACHED: readonly CarriedFiles[] = [{ content: '**.contentBytes', name: '**.name' }];
/** A mail whole, as Gmail takes it. */
const WHOLE: readonly CarriedFiles[] = [
  { content: 'raw', type: MAIL },
  { content: 'message.raw', type: MAIL },
];
const MESSAGES = ['**/me/messages', '**/users/{user}/messages', '**/mailFolders/{folder}/messages'];
const ONE = ['**/messages/{id}'];
const GMAIL = '**/gmail/v1/users/{user}';

/** Mail by REST: Microsoft Graph, which has attachments in JSON, and Gmail, which has whole mails in it. */
export const mail: ActivityProfile = {
  id: 'mail',
  name: 'Mail (Microsoft Graph and Gmail style)',
  rules: [
    {
      id: 'send-mail',
      activity: 'send-message',
      about: 'a mail, an answer or a draft sent',
      method: ['POST'],
      path: [
        '**/me/sendMail',
        '**/users/{user}/sendMail',
        ...['send', 'reply', 'replyAll', 'forward'].map((act) => `**/messages/{id}/${act}`),
        `${GMAIL}/messages/send`,
        `${GMAIL}/drafts/send`,
      ],
      item: ['{field.message.subject}'],
      object: ['{id}'],
    },
    {
      id: 'save-draft',
      activity: 'edit-item',
      about: 'a draft made',
      method: ['POST'],
      path: [...MESSAGES, `${GMAIL}/drafts`],
      item: ['{field.subject}'],
    },
    {
      id: 'change-draft',
      activity: 'edit-item',
      about: 'a draft changed',
      method: ['PUT', 'PATCH'],
      path: [...ONE, `${GMAIL}/drafts/{id}`],
      item: ['{field.subject}'],
      object: ['{id}'],
    },
    {
      id: 'attach-file',
      activity: 'upload',
      about: 'a file attached to a mail, as base64 in JSON',
      method: ['POST', 'PATCH'],
      path: ['**/messages/{id}/attachments'],
      carries: ATTACHED,
      item: ['{field.name}'],
      object: ['{id}'],
    },
    {
      id: 'attach-to-draft',
      activity: 'upload',
      about: 'a draft with attachments, as base64 in JSON',
      method: ['POST', 'PATCH'],
      path: [...MESSAGES, ...ONE],
      field: { 'attachments.*': ['*'] },
      carries: ATTACHED,
      item: ['{field.attachments.*.name}'],
    },
    {
      id: 'send-attachment',
      activity: 'upload',
      about: 'a mail sent with attachments, as base64 in JSON',
      method: ['POST'],
      path: ['**/sendMail', ...['reply', 'replyAll', 'forward'].map((act) => `**/messages/{id}/${act}`)],
      field: { 'message.attachments.*': ['*'] },
      carries: ATTACHED,
      item: ['{field.message.attachments.*.name}'],
    },
    {
      id: 'send-whole',
      activity: 'upload',
      about: 'a mail with all that is attached to it, as base64 in JSON',
      method: ['POST', 'PUT'],
      path: ['messages/send', 'messages', 'messages/import', 'drafts', 'drafts/{id}', 'drafts/send'].map(
        (tail) => `${GMAIL}/${tail}`,
      ),
      field: { raw: ['*'] },
      carries: WHOLE,
    },
    {
      id: 'send-whole-draft',
      activity: 'upload',
      about: 'a draft with all that is attached to it, as base64 in JSON',
      method: ['POST', 'PUT'],
      path: [`${GMAIL}/drafts`, `${GMAIL}/drafts/{id}`, `${GMAIL}/drafts/send`],
      field: { 'message.raw': ['*'] },
      carries: WHOLE,
    },
    {
      id: 'fetch-attachment',
      activity: 'download',
      about: 'an attachment that is no picture, fetched as base64 in JSON',
      method: ['GET'],
      path: ['**/messages/{id}/attachments', '**/messages/{id}/attachments/{attachment}'],
      carries: [...ATTACHED, { content: 'data' }],
      object: ['{attachment}', '{id}'],
    },
    {
      id: 'fetch-whole',
      activity: 'download',
      about: 'a mail with all that is attached to it, fetched as base64 in JSON',
      method: ['GET'],
      path: [`${GMAIL}/messages/{id}`],
      query: { format: ['raw'] },
      carries: WHOLE,
      object: ['{id}'],
    },
    {
      id: 'delete-mail',
      activity: 'delete-item',
      about: 'a mail deleted, or put into the bin',
      method: ['DELETE', 'POST'],
      path: [`${GMAIL}/messages/{id}/trash`, '**/messages/{id}/permanentDelete'],
      object: ['{id}'],
    },
    {
      id: 'delete-mail-by-id',
      activity: 'delete-item',
      about: 'a mail deleted under its own address',
      method: ['DELETE'],
      path: ONE,
      object: ['{id}'],
    },
    {
      id: 'read-mail',
      activity: 'view',
      about: 'a mail opened',
      method: ['GET'],
      path: ONE,
      query: { format: ['!raw'] },
      object: ['{id}'],
    },
  ],
};
