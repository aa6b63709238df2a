// The window's entry: mounts the app on the bridge. Nothing is decided here.
import { mount } from 'svelte';
import App from './App.svelte';
import { connect } from './bridge.ts';
import './styles/tokens.css';
import './styles/base.css';

const target = document.querySelector('#app');
if (!target) throw new Error('index.html has no #app');

mount(App, { target, props: { api: connect(), now: () => Date.now() } });
