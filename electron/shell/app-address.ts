// Muster's address inside Electron. The one page there is.
export const appOrigin = 'app://bundle';
export const indexUrl = `${appOrigin}/index.html`;
