const workers = new Map();
addEventListener('message', ({ data, ports, source }) => {
  if (source !== parent) {
    return;
  }
  if (data.kind === 'hello') {
    parent.postMessage({ kind: 'ready' }, '*');
  } else if (data.kind === 'open') {
    const url = URL.createObjectURL(new Blob([data.code], { type: 'text/javascript' }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    worker.onerror = ({ message }) => ports[0].postMessage({ kind: 'error', phase: 'build', message });
    workers.set(data.number, worker);
    worker.postMessage(0, [ports[0]]);
  } else if (data.kind === 'close') {
    workers.get(data.number)?.terminate();
    workers.delete(data.number);
  }
});
parent.postMessage({ kind: 'ready' }, '*');
