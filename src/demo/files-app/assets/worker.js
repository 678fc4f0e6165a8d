self.addEventListener('message', ({ data }) => {
  self.postMessage(`${data} from ${self.location.origin}`);
});
