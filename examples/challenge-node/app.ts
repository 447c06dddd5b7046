// Two pages, served by Express on port 3000.
import express, { type Request, type Response } from "express";

const app = express();

app.get("/", (_: Request, response: Response) => {
  response.type("text").send("Name a word.\n");
});

app.get("/:word", (request: Request<{ word: string }>, response: Response) => {
  response.type("text").send(`${[...request.params.word].reverse().join("")}\n`);
});

app.listen(3000);
