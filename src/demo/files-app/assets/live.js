{
  const heard = document.getElementById('heard');
  const note = (text) => {
    const row = document.createElement('li');
    row.textContent = text;
    heard.append(row);
    while (heard.children.length > 8) heard.firstChild.remove();
  };

  const events = new EventSource('/api/events');
  events.addEventListener('tick', ({ data, lastEventId }) => {
    document.getElementById('tick').textContent = lastEventId;
    document.getElementById('tick-at').textContent = JSON.parse(data).at;
  });

  const socket = new WebSocket(`wss://${location.host}/api/echo`, ['echo']);
  socket.addEventListener('message', ({ data }) => note(`← ${data}`));
  socket.addEventListener('close', ({ code }) => note(`closed (${code})`));
  document.getElementById('say').addEventListener('submit', (event) => {
    event.preventDefault();
    const words = document.getElementById('words');
    if (socket.readyState !== WebSocket.OPEN || words.value === '') return;
    note(`→ ${words.value}`);
    socket.send(words.value);
    words.value = '';
  });
}
