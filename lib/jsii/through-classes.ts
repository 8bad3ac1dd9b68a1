import { completeThroughClasses } from '../synth/completed-json';

// The other language calls the methods of classes.
completeThroughClasses();
