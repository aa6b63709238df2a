// What a build decides once and for all: Vite puts the values into the code (build/vite.ts).

/**
 * True in what people install: then Muster refuses what opens it to others, and has no tools for
 * developers. Neither Electron's `app.isPackaged` nor the name of the program decides that: both can
 * be changed by whoever starts Muster.
 */
declare const MUSTER_PACKAGED: boolean;
