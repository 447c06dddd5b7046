// One page, served by Express on port 3000.
import express, { type Response } from "express";

const app = express();

app.get("/", (_, response: Response) => {
  response.type("text").send("Hello from Node!\n");
});

app.listen(3000);
