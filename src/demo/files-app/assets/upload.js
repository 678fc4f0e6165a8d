{
  const status = document.getElementById('upload-status');
  const list = document.getElementById('uploads');
  const drop = document.getElementById('drop');

  const stored = ({ name, size }) => {
    list.querySelector('.empty')?.remove();
    const link = document.createElement('a');
    link.href = `/uploads/${encodeURIComponent(name)}`;
    link.textContent = name;
    const row = document.createElement('li');
    row.append(link, ` (${size} bytes)`);
    list.prepend(row);
    status.textContent = `Stored: ${name}`;
  };
  const refused = (name, code) => {
    status.textContent = `${name} was not stored: the server said ${code}.`;
  };

  document.getElementById('script-upload').addEventListener('click', () => {
    const file = document.getElementById('script-file').files[0];
    if (!file) {
      status.textContent = 'Choose a file first.';
      return;
    }
    const form = new FormData();
    form.append('file', file);
    const request = new XMLHttpRequest();
    request.open('POST', '/api/uploads');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      document.getElementById('progress').value = loaded / total;
    });
    request.addEventListener('load', () => {
      if (request.status === 201) stored(request.response);
      else refused(file.name, request.status);
    });
    request.addEventListener('error', () => refused(file.name, 'nothing'));
    request.send(form);
  });

  const put = async (file) => {
    const answer = await fetch(`/api/uploads/${encodeURIComponent(file.name)}`, {
      method: 'PUT',
      body: file,
      headers: { 'content-type': 'application/octet-stream' },
    });
    if (answer.status === 201) stored(await answer.json());
    else refused(file.name, answer.status);
  };
  const putAll = async (files) => {
    for (const file of files) await put(file);
  };
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    putAll([...event.dataTransfer.files]);
  });
  document.getElementById('drop-files').addEventListener('change', ({ target }) => putAll([...target.files]));
}
