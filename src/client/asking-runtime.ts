import './guards/asking.ts';
import './guards/watermark.ts';
import './guards/within-app.ts';
// The guards use what was provided above.
import './guarded-runtime.ts';
