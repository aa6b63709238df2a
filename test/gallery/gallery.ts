// Mounts the app in the state that the address names, or lists the states.
import { mount } from 'svelte';
import App from '../../renderer/App.svelte';
import { connect } from '../../renderer/bridge.ts';
import '../../renderer/styles/tokens.css';
import '../../renderer/styles/base.css';
import { now } from '../fixtures/contract-data.ts';
import { states } from './states.ts';

const target = document.querySelector('#app');
if (!target) throw new Error('index.html has no #app');

const asked = new URLSearchParams(location.search);
const theme = asked.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.style.colorScheme = theme;

const prepare = states.get(asked.get('state') ?? '');
if (prepare) {
  const { mock, act } = prepare();
  mount(App, { target, props: { api: connect(mock.api), now: () => now } });
  await act?.();
  document.documentElement.dataset['ready'] = '';
} else list(target);

function list(into: Element): void {
  for (const name of states.keys()) {
    const link = document.createElement('a');
    link.href = `?state=${name}`;
    link.textContent = name;
    link.style.display = 'block';
    into.append(link);
  }
}
