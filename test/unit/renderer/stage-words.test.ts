// What a page of the server will ask for, said before it opens.
import { expect, it } from 'vitest';
import { otherWay, pageTask } from '../../../renderer/words/stages.ts';

it.each([
  ['m.login.sso', 'sign in once more'],
  ['org.matrix.login.sso', 'sign in once more'],
  ['m.oauth', 'approve it'],
  ['m.login.recaptcha', 'solve a captcha'],
  ['m.login.email.identity', 'confirm by e-mail'],
  ['m.login.msisdn', 'confirm by a text message'],
  ['com.example.stage', 'do what it asks for (“com.example.stage”)'],
  ['constructor', 'do what it asks for (“constructor”)'],
])('of %s is: %s', (stage, task) => {
  expect(pageTask(stage)).toBe(task);
  expect(otherWay(stage)).toBe(`On a web page instead: ${task}`);
});
