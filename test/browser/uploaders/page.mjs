import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload as S3Upload } from '@aws-sdk/lib-storage';
import Uppy from '@uppy/core';
import UppyTus from '@uppy/tus';
import UppyXhr from '@uppy/xhr-upload';
import { Dropbox } from 'dropbox';
import { Dropzone } from 'dropzone';
import { Upload as TusUpload } from 'tus-js-client';

const origin = 'https://wiki.corp.test';
const s3 = new S3Client({
  endpoint: `${origin}/s3`,
  region: 'eu-central-1',
  forcePathStyle: true,
  maxAttempts: 1,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
});
const PIECE = 300_000;
const dropbox = new Dropbox({
  accessToken: 'token',
  fetch: (url, options) => fetch(url.replace('https://content.dropboxapi.com', `${origin}/dropbox`), options),
});

/** Each sends one file, and is done or throws. */
const UPLOADERS = {
  's3-object': async (file) =>
    s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: file.name, Body: new Uint8Array(await file.arrayBuffer()) })),
  's3-parts': (file) =>
    new S3Upload({
      client: s3,
      params: { Bucket: 'bucket', Key: file.name, Body: file },
      partSize: 5 * 1024 * 1024,
    }).done(),
  tus: (file) =>
    new Promise((resolve, reject) =>
      new TusUpload(file, {
        endpoint: `${origin}/tus`,
        chunkSize: PIECE,
        retryDelays: [],
        metadata: { filename: file.name },
        onSuccess: resolve,
        onError: reject,
      }).start(),
    ),
  dropbox: async (file) => {
    const { result } = await dropbox.filesUploadSessionStart({ close: false, contents: file.slice(0, PIECE) });
    const at = (offset) => ({ session_id: result.session_id, offset });
    const last = Math.floor(file.size / PIECE) * PIECE;
    for (let offset = PIECE; offset < last; offset += PIECE)
      await dropbox.filesUploadSessionAppendV2({ cursor: at(offset), contents: file.slice(offset, offset + PIECE) });
    const commit = { path: `/${file.name}`, mode: { '.tag': 'add' } };
    await dropbox.filesUploadSessionFinish({ cursor: at(last), commit, contents: file.slice(last) });
  },
  'uppy-tus': (file) => uppyWith(file, UppyTus, { endpoint: `${origin}/tus`, chunkSize: PIECE, retryDelays: [] }),
  'uppy-form': (file) => uppyWith(file, UppyXhr, { endpoint: `${origin}/form`, shouldRetry: () => false }),
  dropzone: (file) =>
    new Promise((resolve, reject) => {
      const zone = new Dropzone(document.createElement('div'), {
        url: `${origin}/form`,
        chunking: true,
        forceChunking: true,
        chunkSize: PIECE,
        maxFilesize: 100,
      });
      zone.on('success', resolve);
      zone.on('error', (_file, message) => reject(new Error(JSON.stringify(message))));
      zone.addFile(file);
    }),
};

async function uppyWith(file, plugin, options) {
  const uppy = new Uppy({ autoProceed: false }).use(plugin, options);
  uppy.addFile({ name: file.name, type: file.type, data: file });
  const { failed } = await uppy.upload();
  if (failed.length > 0) throw new Error(failed[0].error);
}

globalThis.send = async (how, name, text, type) => {
  try {
    await UPLOADERS[how](new File([text], name, { type }));
    return 'done';
  } catch (error) {
    return `${error}`;
  }
};
globalThis.textOf = (size, at, secret) => {
  const line = 'a line of the file that says nothing of note\n';
  const text = line.repeat(Math.ceil(size / line.length)).slice(0, size);
  return secret === '' ? text : text.slice(0, at) + secret + text.slice(at + secret.length);
};
