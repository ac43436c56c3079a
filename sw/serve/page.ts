/** The page asks this server and nobody else. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'";

/** A page to talk with the model: one file, nothing from elsewhere. */
export const CHAT_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>macromac</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 1rem auto; padding: 0 1rem; }
  #log p { white-space: pre-wrap; margin: .6rem 0; }
  #log .user { font-weight: 600; }
  #figures { color: #666; font-size: .85rem; min-height: 1.3rem; }
  form { display: grid; gap: .5rem; position: sticky; bottom: 0; background: Canvas; padding: .5rem 0; }
  textarea { font: inherit; resize: vertical; }
</style>
<h1>macromac</h1>
<div id="log" aria-live="polite"></div>
<div id="figures"></div>
<form>
  <textarea id="text" rows="3" aria-label="Message" placeholder="A message; Enter sends, Shift and Enter begins a line"></textarea>
  <div>
    <button id="send">Send</button>
    <button id="stop" type="button" disabled>Stop</button>
    <button id="reset" type="button">New conversation</button>
    <input id="key" type="password" aria-label="API key" placeholder="API key, if there is one" autocomplete="off">
  </div>
</form>
<script>
const at = (id) => document.getElementById(id);
let messages = [];
let answering;
const add = (role, text) => {
  const line = document.createElement('p');
  line.className = role;
  line.textContent = text;
  at('log').append(line);
  line.scrollIntoView();
  return line;
};
const ask = async (path, body, signal) => {
  const headers = { 'Content-Type': 'application/json' };
  if (at('key').value) headers.Authorization = 'Bearer ' + at('key').value;
  const answer = await fetch(path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), signal });
  if (!answer.ok) throw new Error((await answer.json()).error.message);
  return answer;
};
const events = async function* (answer) {
  let rest = '';
  for (const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith('data: ') && line !== 'data: [DONE]') yield JSON.parse(line.slice(6));
    }
  }
};
const send = async () => {
  const text = at('text').value.trim();
  if (!text || answering) return;
  at('text').value = '';
  answering = new AbortController();
  at('stop').disabled = false;
  add('user', text);
  messages.push({ role: 'user', content: text });
  const line = add('assistant', '');
  const start = performance.now();
  let first, tokens = 0, reason = '';
  const figures = () => {
    const seconds = (performance.now() - (first ?? start)) / 1000;
    const rate = tokens > 1 ? ((tokens - 1) / seconds).toFixed(1) + ' tokens/s, ' : '';
    const wait = first ? 'first token after ' + ((first - start) / 1000).toFixed(2) + ' s, ' : '';
    at('figures').textContent = wait + rate + tokens + ' tokens' + (reason ? ', ended by ' + reason : '');
  };
  try {
    const model = (await (await ask('/v1/models')).json()).data[0].id;
    const body = { model, messages, stream: true, stream_options: { include_usage: true } };
    for await (const event of events(await ask('/v1/chat/completions', body, answering.signal))) {
      if (event.error) throw new Error(event.error.message);
      const choice = event.choices[0];
      if (event.usage) tokens = event.usage.completion_tokens;
      if (choice?.delta.content) {
        first ??= performance.now();
        tokens++;
        line.textContent += choice.delta.content;
      }
      reason = choice?.finish_reason ?? reason;
      figures();
    }
  } catch (error) {
    if (error.name === 'AbortError') reason = 'you';
    else add('error', error.message);
    figures();
  }
  messages.push({ role: 'assistant', content: line.textContent });
  answering = undefined;
  at('stop').disabled = true;
};
document.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); send(); });
at('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); send(); }
});
at('stop').addEventListener('click', () => answering?.abort());
at('reset').addEventListener('click', () => { messages = []; at('log').replaceChildren(); at('figures').textContent = ''; });
</script>
</html>
`;
